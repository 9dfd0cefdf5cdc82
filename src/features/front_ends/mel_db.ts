import type { FrameMatrix } from "../../types.ts";
import { type DspCore, dspCore } from "../../dsp/core.ts";
import { checkNumber, checkSamples } from "../_check.ts";
import { planFrames } from "../_frames.ts";
import { power8 } from "../_eight_frames.ts";
import { planMel } from "../mel/mel_filterbank.ts";
import { forBankFrames } from "../mel/mel_spectrogram.ts";
import { roomFor } from "./resize_bilinear.ts";

/** Mel bands of a fixed length in dB below the loudest, as image-like networks have them. */
export interface MelDecibelFrontEnd {
  /** Samples a second. */
  readonly sampleRateHz: number;
  /** Length that every recording is cut to, or filled up to with zeros. */
  readonly seconds: number;
  /** Points of the transform. */
  readonly nFft: number;
  /** Samples from one frame to the next. */
  readonly hopSamples: number;
  /** Bands. */
  readonly nMels: number;
  /** Lowest frequency. */
  readonly fMinHz: number;
  /** Highest frequency. */
  readonly fMaxHz: number;
}

/**
 * The front end of DeepInfant's network; for its windows of 15 600 samples `seconds` is 0.975.
 *
 * @see https://github.com/skytells-research/DeepInfant
 */
export const DEEPINFANT_FRONT_END: MelDecibelFrontEnd = Object.freeze({
  sampleRateHz: 16_000,
  seconds: 7,
  nFft: 1024,
  hopSamples: 256,
  nMels: 80,
  fMinHz: 20,
  fMaxHz: 8000,
});

/** The other recipe, which DeepInfant's README gives. */
export const DEEPINFANT_README_FRONT_END: MelDecibelFrontEnd = Object.freeze({
  ...DEEPINFANT_FRONT_END,
  nFft: 2048,
  hopSamples: 512,
  nMels: 128,
});

/**
 * Mel power (slaney) in dB relative to its maximum, at most 80 below. Silence is 0 dB throughout, as
 * in librosa.
 *
 * @param samples mono, `[n]`, at the front end's rate; none counts as silence
 * @returns dB, `[1 + floor(seconds * sampleRateHz / hopSamples), nMels]`
 * @throws {RangeError} when an option is out of range
 *
 * @example
 * ```ts
 * import { DEEPINFANT_FRONT_END, melDecibels } from "@babycry/babycry/features";
 * import assert from "node:assert/strict";
 *
 * const { frames, bins } = melDecibels(new Float32Array(48_000), DEEPINFANT_FRONT_END);
 * assert.deepEqual([frames, bins], [438, 80]);
 * ```
 */
export function melDecibels(samples: Float32Array, frontEnd: MelDecibelFrontEnd): FrameMatrix {
  const core = dspCore();
  return melDecibelsInCore(core, samples, frontEnd, (values, frames) => {
    const bins = frontEnd.nMels;
    return { data: core.f32(values, frames * bins).slice(), frames, bins };
  });
}

/** {@link melDecibels} in the core's memory, with room for four rows more, for as long as `use` runs. */
export function melDecibelsInCore<T>(
  core: DspCore,
  samples: Float32Array,
  frontEnd: MelDecibelFrontEnd,
  use: (values: number, frames: number) => T,
): T {
  const filled = fixLength(samples, frontEnd);
  const mel = planMel(core, frontEnd);
  const { spectra, frames } = planFrames(core, filled, frontEnd);
  const size = frames.count * mel.nMels;
  // 10 log10(S / max) is the difference of two logarithms, which are taken on the way out.
  const log = { floor: 1e-10, scale: 10 / Math.LN10, offset: 0 };
  return core.scratch(() => {
    const values = core.alloc(roomFor(frames.count, mel.nMels));
    forBankFrames(core, frames, mel, spectra, (from, hopBytes, x, y, rows) => {
      power8(core, spectra, from, hopBytes, x, y, rows);
    }, (done, first, held) => {
      const length = held * mel.nMels;
      core.f32(values + 4 * first * mel.nMels, length).set(core.f32(done, length));
    }, log);
    core.kernels.lift(values, size, core.kernels.max(values, size), -80);
    return use(values, frames.count);
  });
}

/** The first `seconds`, with zeros behind what is shorter. */
export function fixLength(
  samples: Float32Array,
  { seconds, sampleRateHz }: { readonly seconds: number; readonly sampleRateHz: number },
): Float32Array {
  checkSamples(samples);
  checkNumber("seconds", seconds, { above: 0 });
  checkNumber("sampleRateHz", sampleRateHz, { above: 0 });
  const length = Math.round(seconds * sampleRateHz);
  if (samples.length >= length) return samples.subarray(0, length);
  const filled = new Float32Array(length);
  filled.set(samples);
  return filled;
}
