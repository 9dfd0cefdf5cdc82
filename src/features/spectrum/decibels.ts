import { forBlocks, mapBlocks } from "../../dsp/blocks.ts";
import type { FrameMatrix } from "../../types.ts";
import { checkMatrix, checkNumber } from "../_check.ts";

/** Options of {@link powerToDb} and {@link amplitudeToDb}. */
export interface DecibelOptions {
  /** Reference of 0 dB: a value above 0, or `max` for the largest of the matrix. Default 1. */
  readonly ref?: number | "max";
  /**
   * Dynamic range in dB: lower values are raised to this distance from the largest; null for no
   * limit. Default 80.
   */
  readonly topDb?: number | null;
  /** Floor of the values, at least 1.2e-38. Default 1e-10 for power, 1e-5 for amplitude. */
  readonly amin?: number;
}

const SMALLEST_NORMAL = 1.17549435e-38;

/**
 * Converts power to decibels, as `librosa.power_to_db`: `10 * log10(S / ref)`.
 *
 * A NaN stays NaN; with `ref: "max"` or `topDb` it makes the whole result NaN, as in librosa.
 *
 * @param S power, `[frames, bins]`
 * @returns dB, `[frames, bins]`
 * @throws {RangeError} when an option is out of range
 */
export function powerToDb(S: FrameMatrix, options: DecibelOptions = {}): FrameMatrix {
  checkMatrix(S);
  return toDb(S, S.data, 10, { amin: 1e-10, ...options });
}

/**
 * Converts amplitude to decibels, as `librosa.amplitude_to_db`: `20 * log10(abs(S) / ref)`.
 *
 * @param S amplitude, `[frames, bins]`
 * @returns dB, `[frames, bins]`
 * @throws {RangeError} when an option is out of range
 */
export function amplitudeToDb(S: FrameMatrix, options: DecibelOptions = {}): FrameMatrix {
  checkMatrix(S);
  return toDb(S, S.data.map(Math.abs), 20, { amin: 1e-5, ...options });
}

function toDb(
  { frames, bins }: FrameMatrix,
  values: Float32Array,
  factor: number,
  options: DecibelOptions & { readonly amin: number },
): FrameMatrix {
  const amin = checkNumber("amin", options.amin, { min: SMALLEST_NORMAL });
  const ref = options.ref === "max" ? largest(values) : checkRef(options.ref ?? 1);
  const data = new Float32Array(values.length);
  const offset = -factor * Math.log10(Math.max(amin, ref));
  mapBlocks(data, values, ({ kernels }, address, length) => {
    kernels.logScaled(address, length, amin, factor / Math.LN10, offset);
  });
  const topDb = options.topDb === undefined ? 80 : options.topDb;
  if (topDb !== null) clampBelow(data, checkNumber("topDb", topDb, { min: 0 }));
  return { data, frames, bins };
}

function checkRef(ref: number): number {
  return checkNumber("ref", ref, { min: 0 });
}

/** Raises values that are more than `topDb` below the largest to that limit, in place. */
export function clampBelow(values: Float32Array, topDb: number): void {
  const floor = largest(values) - topDb;
  for (let i = 0; i < values.length; i++) values[i] = Math.max(values[i]!, floor);
}

/** Finds the largest value; NaN if any value is NaN. */
export function largest(values: Float32Array): number {
  let most = -Infinity;
  forBlocks(values, ({ kernels }, address, length) => {
    most = Math.max(most, kernels.max(address, length));
  });
  return most;
}
