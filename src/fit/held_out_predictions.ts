import type { Matrix } from "../types.ts";

/** What was said of recordings by heads that had not heard their groups; what `eval` judges. */
export interface HeldOutPredictions {
  /** Of the classes. */
  readonly labels: readonly string[];
  /** Class of each row. */
  readonly y: Int32Array;
  /** Group of each row. */
  readonly groups: readonly string[];
  /** Calibrated, with the class shares that were learned from, `[rows, classes]`. */
  readonly probability: Matrix;
  /** With classes alike beforehand, `[rows, classes]`. */
  readonly score: Matrix;
  /** The class shares that were learned from, `[rows, classes]`. */
  readonly prior: Matrix;
  /** By a threshold; where absent, the largest score decides. */
  readonly decisions?: Int32Array;
  /** The folds and their rows. */
  readonly slices: readonly { readonly name: string; readonly rows: readonly number[] }[];
}
