import { dspCore } from "../../dsp/core.ts";
import type { FrameMatrix } from "../../types.ts";
import { checkInteger, checkNumber, checkSamples } from "../_check.ts";
import { stftFrameCount } from "../_frames.ts";
import { dctLiftered } from "./dct.ts";
import { clampBelow } from "../spectrum/decibels.ts";
import { melFramesInto, type MelSpectrogramOptions } from "./mel_spectrogram.ts";

/** Options of {@link mfcc}. */
export interface MfccOptions extends MelSpectrogramOptions {
  /** Number of coefficients to keep, 1 to `nMels`. Default 20. */
  readonly nMfcc?: number;
  /** Scale of the cosine transform. Default `ortho`. */
  readonly dctNorm?: "ortho" | null;
  /**
   * Lifter, 0 for none: coefficient k is multiplied by `1 + lifter / 2 sin(pi (k + 1) / lifter)`.
   * Default 0.
   */
  readonly lifter?: number;
  /** Dynamic range below the loudest band in dB, or null for no limit. Default 80. */
  readonly topDb?: number | null;
}

/**
 * Computes mel-frequency cepstral coefficients, as `librosa.feature.mfcc`: the cosine transform of
 * mel power in dB.
 *
 * @param samples mono, `[n]`
 * @returns `[frames, nMfcc]`
 * @throws {RangeError} when an option is out of range
 * @see https://librosa.org/doc/0.11.0/generated/librosa.feature.mfcc.html
 */
export function mfcc(samples: Float32Array, options: MfccOptions): FrameMatrix {
  checkSamples(samples);
  const { nMels: bins, nMfcc = 20, dctNorm = "ortho", topDb = 80 } = options;
  checkInteger("nMfcc", nMfcc, 1, bins);
  const lifter = checkNumber("lifter", options.lifter ?? 0, { min: 0 });
  const core = dspCore();
  const frames = stftFrameCount(samples.length, options);
  const data = new Float32Array(frames * bins);
  melFramesInto(core, data, samples, options, { floor: 1e-10, scale: 10 / Math.LN10, offset: 0 });
  if (topDb !== null) clampBelow(data, checkNumber("topDb", topDb, { min: 0 }));
  return dctLiftered(core, { data, frames, bins }, nMfcc, dctNorm, lifter);
}
