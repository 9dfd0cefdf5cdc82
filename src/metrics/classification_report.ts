/**
 * Figures of a classifier's decisions.
 *
 * @module
 */
import { checkLabels, checkRows, checkValues } from "./check_rows.ts";
import { checkNumber } from "../check_option.ts";

/** Precision, recall and their harmonic mean. */
export interface AverageMetrics {
  /** Share of right ones among those given the class. */
  readonly precision: number;
  /** Share of those of the class that are given it. */
  readonly recall: number;
  /** Harmonic mean of both. */
  readonly f1: number;
}

/** What a confusion matrix says. 0 / 0 counts as 0. */
export interface ClassificationReport {
  /** Share of right decisions. */
  readonly accuracy: number;
  /** Mean recall of the classes that are there. */
  readonly balancedAccuracy: number;
  /** Of each class. */
  readonly precision: Float64Array;
  /** Of each class. */
  readonly recall: Float64Array;
  /** Of each class. */
  readonly f1: Float64Array;
  /** Rows of each class. */
  readonly support: Int32Array;
  /** Mean over the classes that are there or were given. */
  readonly macro: AverageMetrics;
  /** Mean over the rows' classes. */
  readonly weighted: AverageMetrics;
  /** Matthews' correlation coefficient, -1 to 1. */
  readonly matthews: number;
  /** Cohen's kappa: agreement beyond chance, at most 1. */
  readonly cohenKappa: number;
}

/**
 * How often each class was given each class.
 *
 * @param y true class of each row, 0 to `classes - 1`
 * @param predicted given class of each row
 * @returns `[classes, classes]`, rows are the true class
 * @throws {RangeError} when lengths differ or a class is out of range
 */
export function confusionMatrix(
  y: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): Int32Array {
  const action = "Computing a confusion matrix";
  checkNumber(action, "classes", classes, { min: 1, integer: true });
  checkRows(action, { labels: y, decisions: predicted });
  checkLabels(action, y, classes);
  checkLabels(action, predicted, classes);
  const out = new Int32Array(classes * classes);
  for (let i = 0; i < y.length; i++) out[y[i]! * classes + predicted[i]!]!++;
  return out;
}

/**
 * Figures of decisions.
 *
 * @param confusion from {@link confusionMatrix}
 * @throws {RangeError} when it is not `[classes, classes]` or a count is negative
 * @see sklearn.metrics 1.9
 */
export function classificationReport(confusion: Int32Array, classes: number): ClassificationReport {
  const action = "Computing figures of decisions";
  checkNumber(action, "classes", classes, { min: 1, integer: true });
  checkRows(action, { counts: confusion, "pairs of classes": { length: classes * classes } });
  checkValues(action, confusion, [0, Infinity]);
  const each = Array.from({ length: classes }, (_, c) => c);
  const right = each.map((c) => confusion[c * classes + c]!);
  const support = Int32Array.from(each, (c) => sum(each.map((p) => confusion[c * classes + p]!)));
  const given = each.map((c) => sum(each.map((y) => confusion[y * classes + c]!)));
  const rows = sum(support);
  const precision = Float64Array.from(each, (c) => ratio(right[c]!, given[c]!));
  const recall = Float64Array.from(each, (c) => ratio(right[c]!, support[c]!));
  const f1 = Float64Array.from(each, (c) => ratio(2 * right[c]!, support[c]! + given[c]!));
  const average = (weights: ArrayLike<number>): AverageMetrics => {
    const mean = (values: Float64Array) =>
      ratio(sum(values.map((v, c) => v * weights[c]!)), sum(weights));
    return { precision: mean(precision), recall: mean(recall), f1: mean(f1) };
  };
  const there = each.map((c) => Number(support[c]! > 0));
  const chance = sum(each.map((c) => support[c]! * given[c]!));
  const hits = sum(right);
  const squares = (counts: ArrayLike<number>) => sum(Array.from(counts, (n) => n * n));
  const spread = Math.sqrt(rows ** 2 - squares(given)) * Math.sqrt(rows ** 2 - squares(support));
  return {
    accuracy: ratio(hits, rows),
    balancedAccuracy: average(there).recall,
    precision,
    recall,
    f1,
    support,
    macro: average(each.map((c) => Number(support[c]! + given[c]! > 0))),
    weighted: average(support),
    matthews: ratio(hits * rows - chance, spread),
    cohenKappa: ratio(hits * rows - chance, rows ** 2 - chance),
  };
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
