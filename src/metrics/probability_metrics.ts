/**
 * Metrics of a classifier's probabilities.
 *
 * @module
 */
import { checkNumber } from "../check_option.ts";
import type { Matrix } from "../types.ts";
import { checkLabels, checkMatrix, checkRows, checkValues } from "./check_rows.ts";

/** Double-precision epsilon, the lowest probability. */
const EPSILON = 2 ** -52;

/**
 * Computes the mean of `-ln` of the probability of the true class.
 *
 * @param probability `[rows, classes]`, 0 to 1
 * @param y class of each row
 * @throws {RangeError} when lengths differ, or a label or probability is out of range
 * @see sklearn.metrics.log_loss 1.9
 */
export function logLoss(probability: Matrix, y: ArrayLike<number>): number {
  return meanOfRows("Computing log loss", probability, y, (p, label) => {
    return -Math.log(Math.min(1 - EPSILON, Math.max(EPSILON, p[label]!)));
  });
}

/**
 * Computes the Brier score: the mean squared distance from certainty of the true class, summed over
 * classes.
 *
 * @param probability `[rows, classes]`, 0 to 1
 * @param y class of each row
 * @throws {RangeError} when lengths differ, or a label or probability is out of range
 */
export function brierScore(probability: Matrix, y: ArrayLike<number>): number {
  return meanOfRows("Computing the Brier score", probability, y, (p, label) => {
    let sum = 0;
    for (let c = 0; c < p.length; c++) sum += (p[c]! - Number(c === label)) ** 2;
    return sum;
  });
}

/**
 * Finds the class of highest probability in each row; the first of equals.
 *
 * @param probability `[rows, classes]`
 * @throws {RangeError} when its values do not fill its rows or one is NaN
 */
export function bestClasses(probability: Matrix): Int32Array {
  checkMatrix("Choosing classes", probability);
  const { data, rows, columns } = probability;
  return Int32Array.from({ length: rows }, (_, row) => {
    const p = data.subarray(row * columns, (row + 1) * columns);
    return p.indexOf(Math.max(...p));
  });
}

/**
 * Computes the expected calibration error: the mean distance between confidence and accuracy over the
 * bins (0, 1 / m], (1 / m, 2 / m], ..., weighted by rows. 0 belongs to the first bin.
 *
 * @param confidence confidence of each row, 0 to 1
 * @param correct whether the decision of each row is correct
 * @param bins m
 * @throws {RangeError} when lengths differ, a confidence is out of range or `bins` is not a count
 */
export function calibrationError(
  confidence: ArrayLike<number>,
  correct: ArrayLike<boolean>,
  bins: number,
): number {
  const action = "Computing calibration error";
  checkRows(action, { confidences: confidence, outcomes: correct });
  checkValues(action, confidence, [0, 1]);
  checkNumber(action, "bins", bins, { min: 1, integer: true });
  const gap = new Float64Array(bins);
  for (let i = 0; i < confidence.length; i++) {
    const bin = Math.min(bins - 1, Math.max(0, Math.ceil(confidence[i]! * bins) - 1));
    gap[bin]! += confidence[i]! - Number(correct[i]);
  }
  return gap.reduce((sum, g) => sum + Math.abs(g), 0) / confidence.length;
}

function meanOfRows(
  action: string,
  probability: Matrix,
  y: ArrayLike<number>,
  value: (p: Float64Array, label: number) => number,
): number {
  const { data, rows, columns } = probability;
  checkMatrix(action, probability, [0, 1]);
  checkRows(action, { labels: y, rows: { length: rows } });
  checkLabels(action, y, columns);
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    sum += value(data.subarray(row * columns, (row + 1) * columns), y[row]!);
  }
  return sum / rows;
}
