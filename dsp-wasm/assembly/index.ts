export { dot } from "./reduce";
