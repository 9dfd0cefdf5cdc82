/**
 * Metrics of a classifier's decisions.
 *
 * @module
 */
import { checkLabels, checkRows, checkValues } from "./check_rows.ts";
import { checkNumber } from "../check_option.ts";

/** Averages over classes. */
export interface AverageMetrics {
  /** Mean precision: share of the rows decided as a class that are of the class. */
  readonly precision: number;
  /** Mean recall: share of the rows of a class that are decided as the class. */
  readonly recall: number;
  /** Mean harmonic mean of precision and recall. */
  readonly f1: number;
}

/** Metrics of a confusion matrix; 0 / 0 counts as 0. */
export interface ClassificationReport {
  /** Share of correct decisions. */
  readonly accuracy: number;
  /** Mean recall of the classes with rows. */
  readonly balancedAccuracy: number;
  /** Precision of each class, `[classes]`. */
  readonly precision: Float64Array;
  /** Recall of each class, `[classes]`. */
  readonly recall: Float64Array;
  /** F1 of each class, `[classes]`. */
  readonly f1: Float64Array;
  /** Number of rows of each class, `[classes]`. */
  readonly support: Int32Array;
  /** Mean over the classes with rows or decisions. */
  readonly macro: AverageMetrics;
  /** Mean over classes, weighted by their rows. */
  readonly weighted: AverageMetrics;
  /** Matthews' correlation coefficient, -1 to 1. */
  readonly matthews: number;
  /** Cohen's kappa: agreement beyond chance, at most 1. */
  readonly cohenKappa: number;
}

/**
 * Counts decisions by true class.
 *
 * @param y true class of each row, 0 to `classes - 1`
 * @param predicted decided class of each row, 0 to `classes - 1`
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
 * Computes the metrics of a confusion matrix.
 *
 * @param confusion from {@link confusionMatrix}
 * @throws {RangeError} when it is not `[classes, classes]` or a count is negative
 * @see sklearn.metrics 1.9
 */
export function classificationReport(confusion: Int32Array, classes: number): ClassificationReport {
  const action = "Computing a classification report";
  checkNumber(action, "classes", classes, { min: 1, integer: true });
  checkRows(action, { counts: confusion, "pairs of classes": { length: classes * classes } });
  checkValues(action, confusion, [0, Infinity]);
  const each = Array.from({ length: classes }, (_, c) => c);
  const correct = each.map((c) => confusion[c * classes + c]!);
  const support = Int32Array.from(each, (c) => sum(each.map((p) => confusion[c * classes + p]!)));
  const decided = each.map((c) => sum(each.map((y) => confusion[y * classes + c]!)));
  const rows = sum(support);
  const precision = Float64Array.from(each, (c) => ratio(correct[c]!, decided[c]!));
  const recall = Float64Array.from(each, (c) => ratio(correct[c]!, support[c]!));
  const f1 = Float64Array.from(each, (c) => ratio(2 * correct[c]!, support[c]! + decided[c]!));
  const average = (weights: ArrayLike<number>): AverageMetrics => {
    const mean = (values: Float64Array) =>
      ratio(sum(values.map((v, c) => v * weights[c]!)), sum(weights));
    return { precision: mean(precision), recall: mean(recall), f1: mean(f1) };
  };
  const present = each.map((c) => Number(support[c]! > 0));
  const chance = sum(each.map((c) => support[c]! * decided[c]!));
  const hits = sum(correct);
  const squares = (counts: ArrayLike<number>) => sum(Array.from(counts, (n) => n * n));
  const spread = Math.sqrt(rows ** 2 - squares(decided)) * Math.sqrt(rows ** 2 - squares(support));
  return {
    accuracy: ratio(hits, rows),
    balancedAccuracy: average(present).recall,
    precision,
    recall,
    f1,
    support,
    macro: average(each.map((c) => Number(support[c]! + decided[c]! > 0))),
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
