/**
 * Compares computed numbers with reference numbers within a pack's tolerance.
 *
 * @module
 */
import type { NdArray } from "./npy.ts";

/** Bounds of the error of an output, with the keys of the packs. */
export interface Tolerance {
  readonly exact?: boolean;
  /** Largest absolute error. Of `abs`, `rel` and `snr_db` any one suffices. */
  readonly abs?: number;
  readonly rel?: number;
  readonly snr_db?: number;
  /**
   * Largest error of each entry over its reference; `abs` is a lower bound of the largest error.
   */
  readonly rel_each?: number;
  /** Share of the entries that must be within `abs`, `rel` or `rel_each`. */
  readonly fraction?: number;
  /** Largest error in dB of full scale; the reference is zeros. */
  readonly peak_dbfs?: number;
}

/** Error of an output in relation to its bound. */
export interface Margin {
  /** Error over bound; up to 1 is within the tolerance. */
  readonly worst: number;
  /** Error in the unit of the bound (dB for an SNR), or the reason why there is no comparison. */
  readonly error: number | string;
  readonly bound: number;
}

/** Error over bound for a wrong shape, values that are not finite or not exact, and exceptions. */
export const NO_MARGIN = 1e9;

const KINDS = ["exact", "abs", "rel", "snr_db", "rel_each", "fraction", "peak_dbfs"];

/** Compares two arrays of one shape. */
export function compare(reference: NdArray, received: NdArray, tolerance: Tolerance): Margin {
  const unknown = Object.keys(tolerance).find((kind) => !KINDS.includes(kind));
  if (unknown !== undefined) {
    throw new SyntaxError(
      `Comparing: expected a tolerance of ${KINDS.join(", ")}, received ${unknown}`,
    );
  }
  if (`${received.shape}` !== `${reference.shape}`) {
    return mismatch(`expected shape [${reference.shape}], received [${received.shape}]`);
  }
  const strange = firstNonFinite(received.data);
  if (strange !== undefined) return mismatch(strange);
  const broken = firstNonFinite(reference.data);
  if (broken !== undefined) {
    throw new SyntaxError(`Comparing: expected a finite reference, received ${broken}`);
  }
  const margins = [...marginsOf(reference.data, received.data, tolerance)];
  if (margins.length === 0) {
    throw new SyntaxError(
      `Comparing: expected a bound, received the tolerance ${JSON.stringify(tolerance)}`,
    );
  }
  return margins.reduce((best, margin) => (margin.worst < best.worst ? margin : best));
}

/** Creates the margin of an output that cannot be compared. */
export function mismatch(error: string): Margin {
  return { worst: NO_MARGIN, error, bound: 0 };
}

/** Describes the first value that is not finite; undefined when all are. */
export function firstNonFinite(values: ArrayLike<number>): string | undefined {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) return `${values[i]} at index ${i}`;
  }
  return undefined;
}

function* marginsOf(
  reference: ArrayLike<number>,
  received: ArrayLike<number>,
  tolerance: Tolerance,
): Generator<Margin> {
  const { exact, abs, rel, snr_db, rel_each, fraction = 1, peak_dbfs } = tolerance;
  const errors = Float64Array.from(received, (value, i) => Math.abs(value - reference[i]!));
  const error = quantile(errors, fraction);
  if (exact) yield { worst: error === 0 ? 0 : NO_MARGIN, error, bound: 0 };
  if (rel_each !== undefined) {
    const bound = (i: number) => Math.max(abs ?? 0, rel_each * Math.abs(reference[i]!));
    const worst = quantile(errors.map((value, i) => ratio(value, bound(i))), fraction);
    yield { worst, error: worst * rel_each, bound: rel_each };
  } else {
    if (abs !== undefined) yield { worst: ratio(error, abs), error, bound: abs };
    if (rel !== undefined) {
      const share = ratio(error, peakOf(reference));
      yield { worst: ratio(share, rel), error: share, bound: rel };
    }
  }
  if (snr_db !== undefined) {
    const snr = clamp(snrDb(reference, received));
    yield { worst: dbMargin(snr_db - snr), error: snr, bound: snr_db };
  }
  if (peak_dbfs !== undefined) {
    const peak = clamp(20 * Math.log10(error));
    yield { worst: dbMargin(peak - peak_dbfs), error: peak, bound: peak_dbfs };
  }
}

/** Computes reference power over error power, in dB. */
export function snrDb(reference: ArrayLike<number>, received: ArrayLike<number>): number {
  let power = 0;
  let error = 0;
  for (let i = 0; i < reference.length; i++) {
    power += reference[i]! ** 2;
    error += (reference[i]! - received[i]!) ** 2;
  }
  return error === 0 ? Infinity : 10 * Math.log10(power / error);
}

/** Finds the smallest value that at least this share of the values does not exceed. */
function quantile(values: Float64Array, share: number): number {
  if (share >= 1) return peakOf(values);
  const needed = Math.ceil(share * values.length - 1e-9);
  return needed < 1 ? 0 : values.toSorted()[needed - 1]!;
}

function peakOf(values: ArrayLike<number>): number {
  let peak = 0;
  for (let i = 0; i < values.length; i++) peak = Math.max(peak, Math.abs(values[i]!));
  return peak;
}

function ratio(error: number, bound: number): number {
  return error === 0 ? 0 : Math.min(NO_MARGIN, error / bound);
}

function dbMargin(excessDb: number): number {
  return Math.min(NO_MARGIN, 10 ** (excessDb / 20));
}

/** Limits decibels to numbers that JSON can hold; it has no infinity. */
function clamp(db: number): number {
  return Math.max(-NO_MARGIN, Math.min(NO_MARGIN, db));
}
