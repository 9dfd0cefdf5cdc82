/**
 * Acoustic features.
 *
 * @module
 */
export { irfft } from "./irfft.ts";
export { rfft, rfftInto, type RfftOptions } from "./rfft.ts";
