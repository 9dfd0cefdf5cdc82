/**
 * Metrics of a detector by threshold.
 *
 * @module
 */
import { checkLabels, checkScored, checkValues } from "./check_rows.ts";
import { checkNumber } from "../check_option.ts";

/**
 * Computes the area under the ROC curve: the share of pairs of a positive and a negative in which the
 * positive scores higher; ties count half.
 *
 * @param y 1 for positives, 0 for negatives
 * @returns 0 to 1; NaN when all rows are of one class
 * @throws {RangeError} when lengths differ, a label is not 0 or 1 or a score is NaN
 * @see sklearn.metrics.roc_auc_score
 */
export function rocAuc(y: ArrayLike<number>, score: ArrayLike<number>): number {
  checkScored("Computing ROC AUC", y, score);
  const order = Array.from({ length: y.length }, (_, i) => i).sort((a, b) => score[a]! - score[b]!);
  let positives = 0;
  let rankSum = 0;
  for (let i = 0; i < order.length;) {
    let j = i;
    while (j < order.length && score[order[j]!] === score[order[i]!]) j++;
    for (let k = i; k < j; k++) {
      if (y[order[k]!] === 1) {
        positives++;
        rankSum += (i + j + 1) / 2;
      }
    }
    i = j;
  }
  const negatives = order.length - positives;
  return (rankSum - positives * (positives + 1) / 2) / (positives * negatives);
}

/**
 * Finds the highest threshold that at least a share `recall` of the positives reaches.
 *
 * @param y 1 for positives, 0 for negatives; at least one positive
 * @param recall above 0, at most 1
 * @throws {RangeError} when rows are malformed, none is positive or `recall` is out of range
 */
export function thresholdAtRecall(
  y: ArrayLike<number>,
  score: ArrayLike<number>,
  recall: number,
): number {
  const action = "Choosing a threshold";
  checkScored(action, y, score);
  checkNumber(action, "recall", recall, { above: 0, max: 1 });
  const positives = Array.from(score).filter((_, i) => y[i] === 1).sort((a, b) => b - a);
  if (positives.length === 0) {
    throw new RangeError(`${action}: expected rows of label 1, received none`);
  }
  return positives[Math.min(positives.length, Math.ceil(recall * positives.length)) - 1]!;
}

/**
 * Computes the share of the rows of a class that score at least the threshold.
 *
 * @param y 1 for positives, 0 for negatives
 * @param label 0 or 1
 * @returns 0 to 1; NaN when no row is of that class
 * @throws {RangeError} when rows are malformed or an argument is out of range
 */
export function rateAtThreshold(
  y: ArrayLike<number>,
  score: ArrayLike<number>,
  label: number,
  threshold: number,
): number {
  const action = "Computing a rate at a threshold";
  checkScored(action, y, score);
  checkLabels(action, [label], 2);
  checkValues(action, [threshold]);
  let [passed, all] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    if (y[i] !== label) continue;
    all++;
    if (score[i]! >= threshold) passed++;
  }
  return passed / all;
}
