export { fft64, multiply64 } from "./fft64";
export { fftInterleaved, fftLanes, fftSingle } from "./fft";
export { rfftSingle, splitLanes } from "./fft_real";
export { loadFrames, storeRows, storeSpectra } from "./lanes";
export { heapBase } from "./memory";
export { polyphase } from "./polyphase";
export { dot } from "./reduce";
