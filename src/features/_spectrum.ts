import type { FrameMatrix } from "../types.ts";
import { checkFftLength, checkMatrix, checkNumber } from "./_check.ts";
import type { FrameOptions } from "./_frames.ts";
import { stftPower } from "./stft.ts";

/** How to get a spectrum from samples: as in `stft`, `nFft` 2048 and `hopSamples` 512 by default. */
export interface SpectrumOptions extends Partial<FrameOptions> {
  /** Samples a second, above 0. */
  readonly sampleRateHz: number;
}

/** A spectrum with the points of the transform that made it. */
export interface Spectrum extends FrameMatrix {
  readonly nFft: number;
}

/**
 * A magnitude spectrum (to `power`) of samples, or the given one.
 *
 * @param input samples, or `[frames, floor(nFft / 2) + 1]`
 */
export function spectrumOf(
  input: Float32Array | FrameMatrix,
  options: Partial<FrameOptions>,
  power: number = 1,
): Spectrum {
  if (input instanceof Float32Array) {
    const nFft = options.nFft ?? 2048;
    return { ...stftPower(input, { hopSamples: 512, ...options, nFft, power }), nFft };
  }
  checkMatrix(input);
  const nFft = checkFftLength(options.nFft ?? 2 * (input.bins - 1));
  if (input.bins !== Math.floor(nFft / 2) + 1) {
    throw new TypeError(
      `Reading a spectrum of ${nFft} points: got ${input.bins} bins, wanted ` +
        `${Math.floor(nFft / 2) + 1}`,
    );
  }
  return { data: input.data, frames: input.frames, bins: input.bins, nFft };
}

/** One value a row. */
export function eachRow(
  { data, frames, bins }: FrameMatrix,
  value: (row: Float32Array, frame: number) => number,
): Float32Array<ArrayBuffer> {
  const out = new Float32Array(frames);
  for (let t = 0; t < frames; t++) out[t] = value(data.subarray(t * bins, (t + 1) * bins), t);
  return out;
}

/** Hz from one bin to the next. */
export function binWidthHz(sampleRateHz: number, nFft: number): number {
  return checkNumber("sampleRateHz", sampleRateHz, { above: 0 }) / nFft;
}

/** Rows divided by their largest value (`Infinity`), sum (1) or length (2); rows of zeros stay. */
export function normalizeRows(
  { data, bins, frames }: FrameMatrix,
  norm: 1 | 2 | typeof Infinity | null,
): FrameMatrix {
  const out = new Float32Array(data.length);
  for (let t = 0; t < frames; t++) {
    const row = data.subarray(t * bins, (t + 1) * bins);
    const size = norm === null ? 1 : normOf(row, norm);
    for (let k = 0; k < bins; k++) out[t * bins + k] = row[k]! / (size < TINY ? 1 : size);
  }
  return { data: out, frames, bins };
}

const TINY = 1.1754944e-38;

/** The norm of values, as `numpy.linalg.norm`. */
export function normOf(values: ArrayLike<number>, norm: number): number {
  let size = 0;
  for (let k = 0; k < values.length; k++) {
    const value = Math.abs(values[k]!);
    if (norm === Infinity) size = Math.max(size, value);
    else size += norm === 2 ? value * value : value;
  }
  return norm === 2 ? Math.sqrt(size) : size;
}

/** Rounds to the nearest whole number, halves to the even one, as numpy. */
export function roundHalfEven(value: number): number {
  const down = Math.floor(value);
  if (value - down !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}
