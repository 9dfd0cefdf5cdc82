/**
 * Comparison along the last axis: ends left out, a prefix only, or after the best constant shift.
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

/** Where the reference is looked for in the output. */
export interface Alignment {
  /** Index in the output, on its last axis, of the reference's first sample. */
  readonly position: number;
  /** The largest shift from there that is tried, either way. */
  readonly maxOffsetSamples: number;
}

/** The share of the reference that must have a counterpart in the output. */
const LEAST_OVERLAP = 0.8;

/** Compares at the shift that agrees best. */
export function compareAligned(
  reference: NdArray,
  got: NdArray,
  { position, maxOffsetSamples }: Alignment,
  tolerance: Tolerance,
): Margin {
  const wanted = lastAxis(reference);
  const given = lastAxis(got);
  if (given.rows !== wanted.rows) {
    return mismatch(`${given.rows} channels, wanted ${wanted.rows}`);
  }
  const strange = firstNonFinite(got.data);
  if (strange !== undefined) return mismatch(strange);
  let best: { snr: number; reference: NdArray; got: NdArray } | undefined;
  for (const shift of shifts(maxOffsetSamples)) {
    const start = position + shift;
    const from = Math.max(0, -start);
    const to = Math.min(wanted.columns, given.columns - start);
    if (to - from < LEAST_OVERLAP * wanted.columns) continue;
    const a = columns(reference, from, to);
    const b = columns(got, from + start, to + start);
    const snr = snrDb(a.data, b.data);
    if (best === undefined || snr > best.snr) best = { snr, reference: a, got: b };
  }
  if (best === undefined) {
    return mismatch(`${given.columns} samples, wanted ${wanted.columns} from ${position}`);
  }
  return compare(best.reference, best.got, tolerance);
}

/** The columns from `from` to before `to` of an array's last axis. */
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

/** Length of the last axis, and how many rows of it there are. */
export function lastAxis(array: NdArray): { rows: number; columns: number } {
  const rows = array.shape.slice(0, -1).reduce((a, b) => a * b, 1);
  return { rows, columns: array.shape.at(-1) ?? 1 };
}

/** 0, 1, -1, 2, -2 ... so that of equals the smallest shift wins. */
function* shifts(max: number): Generator<number> {
  yield 0;
  for (let shift = 1; shift <= max; shift++) {
    yield shift;
    yield -shift;
  }
}
