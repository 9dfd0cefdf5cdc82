/**
 * Sample-rate conversion.
 *
 * @module
 */
export { resample, resampleInto } from "./resample.ts";
export { resampleLength } from "./resample_length.ts";
export { Resampler } from "./resampler.ts";
export type { ResampleBand, ResampleRates } from "./_ratio.ts";
