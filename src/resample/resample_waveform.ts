import type { Waveform } from "../types.ts";
import type { ResampleBand } from "./_ratio.ts";
import { resampleLinear } from "./linear.ts";
import { resample } from "./resample.ts";

/** Part of a recording that is used, and the resampler. */
export interface ResampleWaveformOptions {
  /** Only the beginning of the recording is used, seconds, above 0. Default: all. */
  readonly firstSeconds?: number | undefined;
  /** Band of the resampler, or `linear` for linear interpolation without a filter. Default `flat`. */
  readonly resampling?: ResampleBand | "linear" | undefined;
}

/** Audio that is kept after the beginning, so that the resampler's filter does not end at the cut. */
const MARGIN_SECONDS = 0.1;

/**
 * Samples of a recording at another rate.
 *
 * @returns mono, `[n]`, at `toHz`; with `firstSeconds` up to 0.1 s more than that
 */
export function resampleWaveform(
  { samples, sampleRateHz: fromHz }: Waveform,
  toHz: number,
  { firstSeconds = Infinity, resampling = "flat" }: ResampleWaveformOptions,
): Float32Array {
  const beginning = (all: Float32Array, rateHz: number) =>
    all.subarray(0, Math.ceil((firstSeconds + MARGIN_SECONDS) * rateHz));
  return resampling === "linear"
    ? beginning(resampleLinear(samples, { fromHz, toHz }), toHz)
    : resample(beginning(samples, fromHz), { fromHz, toHz, band: resampling });
}
