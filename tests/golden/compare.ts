/**
 * Holds computed numbers against reference numbers within a pack's tolerance.
 *
 * @module
 */
import type { NdArray } from "./npy.ts";

/** How far an output may lie from its reference; the kinds are those of the packs' own text. */
export interface Tolerance {
  readonly exact?: boolean;
  /** Of `abs`, `rel` and `snr_db` any one suffices. */
  readonly abs?: number;
  readonly rel?: number;
  readonly snr_db?: number;
  /** Per entry: error at most the larger of `abs` and `rel_each` times the reference. */
  readonly rel_each?: number;
  /** The share of entries that must be within `abs`, `rel` or `rel_each`. */
  readonly fraction?: number;
  /** Largest error in dB of full scale; the reference is zeros. */
  readonly peak_dbfs?: number;
}

/** How near one output came to its bound. */
export interface Margin {
  /** Error over bound: at most 1 is within the tolerance. */
  readonly worst: number;
  /** In the bound's own unit (dB for an SNR), or what made a comparison impossible. */
  readonly error: number | string;
  readonly bound: number;
}

/** What stands for a margin that has no number: wrong shape, not finite, not exact, an exception. */
export const NO_MARGIN = 1e9;

const KINDS = ["exact", "abs", "rel", "snr_db", "rel_each", "fraction", "peak_dbfs"];

/** Compares two arrays of one shape. */
export function compare(reference: NdArray, got: NdArray, tolerance: Tolerance): Margin {
  const unknown = Object.keys(tolerance).find((kind) => !KINDS.includes(kind));
  if (unknown !== undefined) throw new SyntaxError(`Unknown kind of tolerance: ${unknown}`);
  if (`${got.shape}` !== `${reference.shape}`) {
    return mismatch(`shape [${got.shape}], wanted [${reference.shape}]`);
  }
  const strange = firstNonFinite(got.data);
  if (strange !== undefined) return mismatch(strange);
  const broken = firstNonFinite(reference.data);
  if (broken !== undefined) throw new SyntaxError(`The reference holds ${broken}`);
  const margins = [...marginsOf(reference.data, got.data, tolerance)];
  if (margins.length === 0) {
    throw new SyntaxError(`No bound in the tolerance ${JSON.stringify(tolerance)}`);
  }
  return margins.reduce((best, margin) => (margin.worst < best.worst ? margin : best));
}

/** A margin for what cannot be compared at all. */
export function mismatch(error: string): Margin {
  return { worst: NO_MARGIN, error, bound: 0 };
}

/** Says which value is not a finite number, if one is. */
export function firstNonFinite(values: ArrayLike<number>): string | undefined {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) return `${values[i]} at index ${i}`;
  }
  return undefined;
}

function* marginsOf(
  reference: ArrayLike<number>,
  got: ArrayLike<number>,
  tolerance: Tolerance,
): Generator<Margin> {
  const { exact, abs, rel, snr_db, rel_each, fraction = 1, peak_dbfs } = tolerance;
  const errors = Float64Array.from(got, (value, i) => Math.abs(value - reference[i]!));
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
    const snr = clamp(snrDb(reference, got));
    yield { worst: dbMargin(snr_db - snr), error: snr, bound: snr_db };
  }
  if (peak_dbfs !== undefined) {
    const peak = clamp(20 * Math.log10(error));
    yield { worst: dbMargin(peak - peak_dbfs), error: peak, bound: peak_dbfs };
  }
}

/** Reference power over error power in dB. */
export function snrDb(reference: ArrayLike<number>, got: ArrayLike<number>): number {
  let power = 0;
  let error = 0;
  for (let i = 0; i < reference.length; i++) {
    power += reference[i]! ** 2;
    error += (reference[i]! - got[i]!) ** 2;
  }
  return error === 0 ? Infinity : 10 * Math.log10(power / error);
}

/** The smallest value that at least this share of the values does not exceed. */
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

/** JSON has no infinity. */
function clamp(db: number): number {
  return Math.max(-NO_MARGIN, Math.min(NO_MARGIN, db));
}
