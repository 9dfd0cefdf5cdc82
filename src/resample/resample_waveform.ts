import type { Waveform } from "../types.ts";
import type { ResampleBand } from "./_ratio.ts";
import { resampleLinear } from "./linear.ts";
import { resample } from "./resample.ts";

/** Options for {@link resampleWaveform}. */
export interface ResampleWaveformOptions {
  /** Length of the beginning that is used, in seconds, above 0. Default: the whole recording. */
  readonly firstSeconds?: number | undefined;
  /** Band of the resampler; `linear` interpolates linearly, without a filter. Default `flat`. */
  readonly resampling?: ResampleBand | "linear" | undefined;
}

/** Additional audio after the beginning, for the resampler's filter. */
const MARGIN_SECONDS = 0.1;

/**
 * Resamples a recording, or its beginning.
 *
 * @returns mono, `[n]`, at `toHz`; with `firstSeconds`, up to 0.1 s longer
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
