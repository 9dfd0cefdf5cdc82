import type { FrameMatrix } from "../../types.ts";
import { type DspCore, dspCore } from "../../dsp/core.ts";
import { checkNumber, checkSamples } from "../_check.ts";
import { planFrames } from "../_frames.ts";
import { power8 } from "../_eight_frames.ts";
import { planMel } from "../mel/mel_filterbank.ts";
import { forBankFrames } from "../mel/mel_spectrogram.ts";
import { roomFor } from "./resize_bilinear.ts";

/**
 * Parameters of mel bands in dB of a recording of fixed length, the input of convolutional
 * networks.
 */
export interface MelDecibelFrontEnd {
  /** Sample rate of the input, in Hz. */
  readonly sampleRateHz: number;
  /** Length in seconds that every recording is cut to, or padded to with zeros. */
  readonly seconds: number;
  /** Length of the transform, in points. */
  readonly nFft: number;
  /** Distance from one frame to the next, in samples. */
  readonly hopSamples: number;
  /** Number of mel bands. */
  readonly nMels: number;
  /** Lower edge of the lowest band, in Hz. */
  readonly fMinHz: number;
  /** Upper edge of the highest band, in Hz. */
  readonly fMaxHz: number;
}

/**
 * Parameters of the front end of DeepInfant's network; for its windows of 15,600 samples, `seconds`
 * is 0.975.
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

/** Parameters of the front end in DeepInfant's README, which differ from its code. */
export const DEEPINFANT_README_FRONT_END: MelDecibelFrontEnd = Object.freeze({
  ...DEEPINFANT_FRONT_END,
  nFft: 2048,
  hopSamples: 512,
  nMels: 128,
});

/**
 * Computes mel power (slaney) in dB relative to its maximum, with a floor of -80 dB. Silence is 0
 * dB throughout, as in librosa.
 *
 * @param samples mono, `[n]`, at the sample rate of the front end; no samples count as silence
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

/**
 * Computes {@link melDecibels} in WebAssembly memory, with room for four more rows, valid while
 * `use` runs.
 */
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
  // 10 log10(S / max) is the difference of two logarithms, which are taken on output.
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

/** Cuts samples to `seconds`, or pads them with zeros. */
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
