export { heapBase as __heap_base } from "./memory";
export { polyphase } from "./polyphase";
export { dot } from "./reduce";
