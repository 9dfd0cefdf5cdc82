import { dspCore } from "../../dsp/core.ts";
import type { FrameMatrix } from "../../types.ts";
import { checkInteger, checkOutput, checkSamples } from "../_check.ts";
import { stftFrameCount } from "../_frames.ts";
import { melFramesInto } from "../mel/mel_spectrogram.ts";

/** A log-mel front end of a fixed length, filled by repeating, as CLAP models have it. */
export interface ClapFrontEnd {
  /** Rate that the model was trained at. */
  readonly sampleRateHz: number;
  /** Mel bands. */
  readonly nMels: number;
  /** Length of the transform. */
  readonly nFft: number;
  /** From one frame to the next. */
  readonly hopSamples: number;
  /** Lower end of the lowest band. */
  readonly fMinHz: number;
  /** Upper end of the highest band. */
  readonly fMaxHz: number;
  /** Samples that every recording is filled up to. */
  readonly maxSamples: number;
}

/**
 * The front end of `laion/clap-htsat-unfused`.
 *
 * @see Hugging Face transformers, `ClapFeatureExtractor`, `rand_trunc`, `repeatpad`
 */
export const CLAP_FRONT_END: ClapFrontEnd = Object.freeze({
  sampleRateHz: 48_000,
  nMels: 64,
  nFft: 1024,
  hopSamples: 480,
  fMinHz: 50,
  fMaxHz: 14_000,
  maxSamples: 480_000,
});

const LOG = { floor: 1e-10, scale: 10 / Math.LN10, offset: 0 };

/**
 * What CLAP's audio encoder takes, as Hugging Face's `ClapFeatureExtractor`: whole repeats that fit
 * `maxSamples`, then zeros; mel power (slaney) in dB with a floor of 1e-10, centred, reflected.
 *
 * @param samples mono, `[n]`, at the front end's rate, 1 to `maxSamples`
 * @param frontEnd default {@link CLAP_FRONT_END}
 * @returns dB, `[1 + floor(maxSamples / hopSamples), nMels]`
 * @throws {RangeError} when there are no samples or too many: the original crops those at random
 */
export function clapFeatures(
  samples: Float32Array,
  frontEnd: ClapFrontEnd = CLAP_FRONT_END,
): FrameMatrix {
  const frames = stftFrameCount(checkInteger("maxSamples", frontEnd.maxSamples, 1), frontEnd);
  const data = new Float32Array(frames * frontEnd.nMels);
  clapFeaturesInto(data, samples, frontEnd);
  return { data, frames, bins: frontEnd.nMels };
}

/** As {@link clapFeatures}, into the caller's `out`. */
export function clapFeaturesInto(
  out: Float32Array,
  samples: Float32Array,
  frontEnd: ClapFrontEnd = CLAP_FRONT_END,
): void {
  checkSamples(samples);
  const { maxSamples, hopSamples, nFft, nMels } = frontEnd;
  const n = checkInteger("number of samples", samples.length, 1, maxSamples);
  const frames = stftFrameCount(maxSamples, frontEnd);
  checkOutput(out, frames * nMels);
  // Frames that lie within the repeats come again after as many frames as repeats and hops meet in.
  const filled = Math.floor(maxSamples / n) * n;
  const period = n / greatestCommonDivisor(n, hopSamples);
  const head = Math.ceil(nFft / 2 / hopSamples) + period;
  const tail = Math.max(head, Math.floor((filled - nFft / 2) / hopSamples) + 1);
  const parts = head < tail
    ? [{ first: 0, count: head }, { first: tail, count: frames - tail }]
    : [{ first: 0, count: frames }];
  const whole = new Float32Array(maxSamples);
  const [heard, heardAgain] = [head * hopSamples + nFft, tail * hopSamples - nFft];
  for (let at = 0; at < filled; at += n) {
    if (at < heard || at + n > heardAgain) whole.set(samples, at);
  }
  const options = { ...frontEnd, padMode: "reflect" } as const;
  for (const part of parts) {
    const rows = out.subarray(part.first * nMels, (part.first + part.count) * nMels);
    melFramesInto(dspCore(), rows, whole, options, LOG, part);
  }
  for (let t = head; t < tail; t += period) {
    const count = Math.min(period, tail - t);
    out.copyWithin(t * nMels, (t - period) * nMels, (t - period + count) * nMels);
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
