import type { FrameMatrix } from "../types.ts";
import { checkFftLength, checkMatrix, checkNumber } from "./_check.ts";
import type { FrameOptions } from "./_frames.ts";
import { FrameStream } from "./frame_stream.ts";
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
function spectrumOf(
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

/** Samples whose spectrum is held at once. */
const PIECE_SAMPLES = 262_144;

/**
 * Gives the spectrum of `input` piece by piece, so that memory does not grow with a signal.
 *
 * @param visit gets some frames, and the index of the first
 * @returns all frames
 */
export function forSpectra(
  input: Float32Array | FrameMatrix,
  options: Partial<FrameOptions>,
  power: number,
  visit: (piece: Spectrum, first: number) => void,
): number {
  if (!(input instanceof Float32Array) || input.length <= PIECE_SAMPLES) {
    const whole = spectrumOf(input, options, power);
    visit(whole, 0);
    return whole.frames;
  }
  const { nFft = 2048, hopSamples = 512 } = options;
  let frames = 0;
  const stream = new FrameStream({ ...options, frameSamples: nFft, hopSamples }, (piece) => {
    const S = spectrumOf(piece, { ...options, nFft, hopSamples, center: false }, power);
    visit(S, frames);
    frames += S.frames;
  });
  for (let at = 0; at < input.length; at += PIECE_SAMPLES) {
    stream.push(input.subarray(at, at + PIECE_SAMPLES));
  }
  stream.flush();
  return frames;
}

/** One value for each frame of a spectrum of magnitudes. */
export function eachFrame(
  input: Float32Array | FrameMatrix,
  options: Partial<FrameOptions>,
  value: (row: Float32Array, nFft: number) => number,
): Float32Array<ArrayBuffer> {
  const parts: Float32Array[] = [];
  forSpectra(input, options, 1, (piece) => {
    const { data, bins, nFft } = piece;
    parts.push(Float32Array.from({ length: piece.frames }, (_, t) => {
      return value(data.subarray(t * bins, (t + 1) * bins), nFft);
    }));
  });
  return joined(parts);
}

/** Arrays one after the other. */
export function joined(parts: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const out = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
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
