import { isInstance } from "../instance_of.ts";
import type { FrameMatrix } from "../types.ts";
import { checkNumber } from "./_check.ts";
import type { FrameOptions } from "./_frames.ts";
import { transformLength } from "./_eight_frames.ts";
import { FrameStream } from "./spectrum/frame_stream.ts";
import { stftPower } from "./spectrum/stft.ts";

/** Options of the spectrum of samples, as in `stft`. Default `nFft` 2048, `hopSamples` 512. */
export interface SpectrumOptions extends Partial<FrameOptions> {
  /** Sample rate in Hz, above 0. */
  readonly sampleRateHz: number;
}

/** Number of samples whose spectrum is in memory at once. */
const PIECE_SAMPLES = 262_144;

/**
 * Computes one value for each frame of a magnitude spectrum. Memory does not grow with the signal.
 */
export function eachFrame(
  input: Float32Array | FrameMatrix,
  options: Partial<FrameOptions>,
  value: (row: Float32Array, nFft: number) => number,
): Float32Array<ArrayBuffer> {
  const nFft = transformLength(input, options);
  const framing = { hopSamples: 512, ...options, nFft };
  const parts: Float32Array[] = [];
  const visit = ({ data, frames, bins }: FrameMatrix): void => {
    parts.push(Float32Array.from({ length: frames }, (_, t) => {
      return value(data.subarray(t * bins, (t + 1) * bins), nFft);
    }));
  };
  if (!isInstance(input, "Float32Array")) visit(input);
  else if (input.length <= PIECE_SAMPLES) visit(stftPower(input, { ...framing, power: 1 }));
  else {
    const stream = new FrameStream({ ...framing, frameSamples: nFft }, (piece) => {
      visit(stftPower(piece, { ...framing, center: false, power: 1 }));
    });
    for (let at = 0; at < input.length; at += PIECE_SAMPLES) {
      stream.process(input.subarray(at, at + PIECE_SAMPLES));
    }
    stream.flush();
  }
  return joined(parts);
}

/** Concatenates arrays. */
export function joined(parts: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const out = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Computes the distance from one bin to the next, in Hz. */
export function binWidthHz(sampleRateHz: number, nFft: number): number {
  return checkNumber("sampleRateHz", sampleRateHz, { above: 0 }) / nFft;
}

/**
 * Divides rows by their norm: largest value (`Infinity`), sum (1) or length (2). Rows of zeros
 * stay.
 */
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

/** Computes the norm of values, as `numpy.linalg.norm`. */
export function normOf(values: ArrayLike<number>, norm: number): number {
  let size = 0;
  for (let k = 0; k < values.length; k++) {
    const value = Math.abs(values[k]!);
    if (norm === Infinity) size = Math.max(size, value);
    else size += norm === 2 ? value * value : value;
  }
  return norm === 2 ? Math.sqrt(size) : size;
}

/** Rounds to the nearest integer, halves to the even one, as `numpy.round`. */
export function roundHalfEven(value: number): number {
  const down = Math.floor(value);
  if (value - down !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}
