/**
 * Comparison along the last axis: without the ends, of a prefix, or after the best constant shift.
 *
 * @module
 */
import {
  compare,
  firstNonFinite,
  type Margin,
  mismatch,
  snrDb,
  type Tolerance,
} from "./compare.ts";
import type { NdArray } from "./npy.ts";

/** Range in which the reference is searched in the output. */
export interface Alignment {
  /** Index in the output, on its last axis, of the reference's first sample. */
  readonly position: number;
  /** Largest shift from there in both directions. */
  readonly maxOffsetSamples: number;
}

/** Least share of the reference that must overlap the output. */
const LEAST_OVERLAP = 0.8;

/** Compares at the shift with the highest SNR. */
export function compareAligned(
  reference: NdArray,
  received: NdArray,
  { position, maxOffsetSamples }: Alignment,
  tolerance: Tolerance,
): Margin {
  const expected = lastAxis(reference);
  const given = lastAxis(received);
  if (given.rows !== expected.rows) {
    return mismatch(`expected ${expected.rows} channels, received ${given.rows}`);
  }
  const strange = firstNonFinite(received.data);
  if (strange !== undefined) return mismatch(strange);
  let best: { snr: number; reference: NdArray; received: NdArray } | undefined;
  for (const shift of shifts(maxOffsetSamples)) {
    const start = position + shift;
    const from = Math.max(0, -start);
    const to = Math.min(expected.columns, given.columns - start);
    if (to - from < LEAST_OVERLAP * expected.columns) continue;
    const a = columns(reference, from, to);
    const b = columns(received, from + start, to + start);
    const snr = snrDb(a.data, b.data);
    if (best === undefined || snr > best.snr) best = { snr, reference: a, received: b };
  }
  if (best === undefined) {
    return mismatch(
      `expected ${expected.columns} samples from ${position}, received ${given.columns}`,
    );
  }
  return compare(best.reference, best.received, tolerance);
}

/** Selects the columns of the last axis from `from` to before `to`. */
export function columns(array: NdArray, from: number, to: number): NdArray {
  const { rows, columns } = lastAxis(array);
  const shape = [...array.shape.slice(0, -1), to - from];
  if (rows === 1) {
    const data = Array.isArray(array.data)
      ? array.data.slice(from, to)
      : (array.data as Float32Array).subarray(from, to);
    return { data, shape };
  }
  const data = new Float64Array(rows * (to - from));
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = from; column < to; column++) data[i++] = array.data[row * columns + column]!;
  }
  return { data, shape };
}

/** Returns the length of the last axis as columns, and the number of rows. */
export function lastAxis(array: NdArray): { rows: number; columns: number } {
  const rows = array.shape.slice(0, -1).reduce((a, b) => a * b, 1);
  return { rows, columns: array.shape.at(-1) ?? 1 };
}

/** Generates 0, 1, -1, 2, -2, ..., so that the smallest of equally good shifts is chosen. */
function* shifts(max: number): Generator<number> {
  yield 0;
  for (let shift = 1; shift <= max; shift++) {
    yield shift;
    yield -shift;
  }
}
