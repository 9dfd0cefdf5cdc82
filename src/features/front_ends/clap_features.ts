import { bluestein, planBluestein } from "../../dsp/bluestein.ts";
import { dspCore } from "../../dsp/core.ts";
import type { FrameMatrix } from "../../types.ts";
import { checkInteger, checkOutput, checkSamples } from "../_check.ts";
import { planFrames, stftFrameCount } from "../_frames.ts";
import { planMel } from "../mel/mel_filterbank.ts";
import {
  bankFramesInto,
  melFramesInto,
  type MelSpectrogramOptions,
} from "../mel/mel_spectrogram.ts";

/**
 * Parameters of the log-mel front end of CLAP models, which repeats recordings to a fixed length.
 */
export interface ClapFrontEnd {
  /** Sample rate of the input, in Hz. */
  readonly sampleRateHz: number;
  /** Number of mel bands. */
  readonly nMels: number;
  /** Length of the transform in points. */
  readonly nFft: number;
  /** Distance from one frame to the next, in samples. */
  readonly hopSamples: number;
  /** Lower edge of the lowest band, in Hz. */
  readonly fMinHz: number;
  /** Upper edge of the highest band, in Hz. */
  readonly fMaxHz: number;
  /** Length that every recording is padded to, in samples. */
  readonly maxSamples: number;
}

/**
 * Parameters of the front end of `laion/clap-htsat-unfused`.
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

const FLOOR_DB = -100;
/**
 * Floor of float32 transforms in dB, below the -100 dB of the original, to detect bands near that
 * floor.
 */
const LOWEST_DB = -101;
const LOG = { floor: 10 ** (LOWEST_DB / 10), scale: 10 / Math.LN10, offset: 0 };
/**
 * Range below the loudest band, in dB, in which float32 transforms are accurate to 0.02 dB; 120 dB
 * below, the error is up to 0.4 dB. The original uses float64; no other front end has such a wide
 * range.
 */
const FLOAT32_RANGE_DB = 95;

/**
 * Computes the input of CLAP's audio encoder, as Hugging Face's `ClapFeatureExtractor`: the
 * recording is repeated while it fits in `maxSamples`, then padded with zeros. The result is mel
 * power (slaney) in dB with a floor of 1e-10, of centered frames with reflect padding.
 *
 * @param samples mono, `[n]`, at the sample rate of the front end, n from 1 to `maxSamples`
 * @param frontEnd parameters. Default {@link CLAP_FRONT_END}
 * @returns dB, `[1 + floor(maxSamples / hopSamples), nMels]`
 * @throws {RangeError} when there are no samples, or more than `maxSamples`, which the original
 *   crops at random
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

/** Computes {@link clapFeatures} into the caller's `out`. */
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
  // Frames inside the repeats recur with the least common multiple of repeat and hop.
  const filled = Math.floor(maxSamples / n) * n;
  const period = n / greatestCommonDivisor(n, hopSamples);
  const head = Math.ceil(nFft / 2 / hopSamples) + period;
  const tail = Math.max(head, Math.floor((filled - nFft / 2) / hopSamples) + 1);
  const parts = head < tail
    ? [{ first: 0, count: head }, { first: tail, count: frames - tail }]
    : [{ first: 0, count: frames }];
  const whole = new Float32Array(maxSamples);
  const [headEnd, tailStart] = [head * hopSamples + nFft, tail * hopSamples - nFft];
  for (let at = 0; at < filled; at += n) {
    if (at < headEnd || at + n > tailStart) whole.set(samples, at);
  }
  const options = { ...frontEnd, padMode: "reflect" } as const;
  for (const part of parts) {
    const rows = out.subarray(part.first * nMels, (part.first + part.count) * nMels);
    melFramesInto(dspCore(), rows, whole, options, LOG, part);
    for (let t = 0; t < part.count; t += 8) {
      const eight = rows.subarray(t * nMels, (t + 8) * nMels);
      if (needsFloat64(eight, nMels)) exactFramesInto(eight, whole, options, part.first + t);
    }
    for (let i = 0; i < rows.length; i++) if (rows[i]! < FLOOR_DB) rows[i] = FLOOR_DB;
  }
  for (let t = head; t < tail; t += period) {
    const count = Math.min(period, tail - t);
    out.copyWithin(t * nMels, (t - period) * nMels, (t - period + count) * nMels);
  }
}

/** Computes mel frames from `first` on, with transforms in float64. */
function exactFramesInto(
  out: Float32Array,
  samples: Float32Array,
  options: MelSpectrogramOptions,
  first: number,
): void {
  const core = dspCore();
  const { nFft, hopSamples, nMels } = options;
  const mel = planMel(core, options);
  const fft = planBluestein(core, nFft);
  const window = core.plan(
    `hann float64 ${nFft}`,
    () =>
      Float64Array.from({ length: nFft }, (_, n) => 0.5 - 0.5 * Math.cos(2 * Math.PI * n / nFft)),
  );
  const { spectra, frames: all } = planFrames(core, samples, options);
  const frames = { ...all, lead: all.lead - first * hopSamples, count: out.length / nMels };
  const spectrum = new Float32Array(2 * spectra.bins);
  const power = new Float32Array(8 * spectra.bins);
  bankFramesInto(core, out, frames, mel, spectra, (from, hopBytes, _x, _y, rows) => {
    for (let lane = 0; lane < 8; lane++) {
      const frame = core.f32(from + lane * hopBytes, nFft).slice();
      const at = (n: number, value: [number, number]) => value[0] = frame[n]! * window[n]!;
      core.scratch(() => bluestein(core, fft, at, spectrum));
      for (let k = 0; k < spectra.bins; k++) {
        power[8 * k + lane] = spectrum[2 * k]! ** 2 + spectrum[2 * k + 1]! ** 2;
      }
    }
    core.f32(rows, power.length).set(power);
  }, LOG);
}

/** Tests for a band above the floor that the rounding errors of the loudest band affect. */
function needsFloat64(rows: Float32Array, nMels: number): boolean {
  for (let at = 0; at < rows.length; at += nMels) {
    let loudest = FLOOR_DB;
    for (let i = at; i < at + nMels; i++) if (rows[i]! > loudest) loudest = rows[i]!;
    const limit = loudest - FLOAT32_RANGE_DB;
    if (limit < LOWEST_DB) continue;
    for (let i = at; i < at + nMels; i++) {
      if (rows[i]! < limit && rows[i]! > LOWEST_DB + 0.01) return true;
    }
  }
  return false;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
