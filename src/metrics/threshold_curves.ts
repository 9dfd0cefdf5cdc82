/**
 * Curves of a score over its thresholds.
 *
 * @module
 */
import { checkScored } from "./check_rows.ts";

/** Points of an ROC curve. */
export interface RocCurve {
  /** Share of negatives at or above each threshold, from 0. */
  readonly falsePositiveRate: Float64Array;
  /** Share of positives at or above each threshold, from 0. */
  readonly truePositiveRate: Float64Array;
}

/** Points of a precision-recall curve. */
export interface PrecisionRecallCurve {
  /** Share of positives among the rows at or above each threshold; 1 at the end, without rows. */
  readonly precision: Float64Array;
  /** Share of positives at or above each threshold; 0 at the end. */
  readonly recall: Float64Array;
}

/**
 * Computes the ROC curve: one point for each distinct score, from the highest, after (0, 0).
 *
 * @param y 1 for positives, 0 for negatives; NaN rates for a class that is absent
 * @throws {RangeError} when lengths differ, a label is not 0 or 1 or a score is NaN
 * @see sklearn.metrics.roc_curve 1.9 with drop_intermediate=False
 */
export function rocCurve(y: ArrayLike<number>, score: ArrayLike<number>): RocCurve {
  const passed = countPassed("Computing a ROC curve", y, score);
  const all = passed.at(-1)!;
  return {
    falsePositiveRate: Float64Array.from([0, ...passed.map((at) => at.negatives / all.negatives)]),
    truePositiveRate: Float64Array.from([0, ...passed.map((at) => at.positives / all.positives)]),
  };
}

/**
 * Computes precision against recall: one point for each distinct score, from the lowest, before
 * (precision 1, recall 0).
 *
 * @param y 1 for positives, 0 for negatives; recall is NaN without positives
 * @throws {RangeError} when lengths differ, a label is not 0 or 1 or a score is NaN
 * @see sklearn.metrics.precision_recall_curve 1.9
 */
export function precisionRecallCurve(
  y: ArrayLike<number>,
  score: ArrayLike<number>,
): PrecisionRecallCurve {
  const passed = countPassed("Computing a precision-recall curve", y, score);
  const all = passed.at(-1)!;
  const rising = passed.reverse();
  return {
    precision: Float64Array.from(
      [...rising.map((at) => at.positives / (at.positives + at.negatives)), 1],
    ),
    recall: Float64Array.from([...rising.map((at) => at.positives / all.positives), 0]),
  };
}

/**
 * Computes the mean precision, weighted by the recall that each threshold adds.
 *
 * @param y 1 for positives, 0 for negatives
 * @returns 0 to 1; NaN without positives
 * @throws {RangeError} when lengths differ, a label is not 0 or 1 or a score is NaN
 * @see sklearn.metrics.average_precision_score 1.9
 */
export function averagePrecision(y: ArrayLike<number>, score: ArrayLike<number>): number {
  const { precision, recall } = precisionRecallCurve(y, score);
  let sum = 0;
  for (let i = 0; i + 1 < recall.length; i++) sum += (recall[i]! - recall[i + 1]!) * precision[i]!;
  return sum;
}

/** Counts positives and negatives at or above each distinct score, from the highest. */
function countPassed(action: string, y: ArrayLike<number>, score: ArrayLike<number>) {
  checkScored(action, y, score);
  const order = Array.from({ length: y.length }, (_, i) => i).sort((a, b) => score[b]! - score[a]!);
  const passed: { positives: number; negatives: number }[] = [];
  let [positives, negatives] = [0, 0];
  order.forEach((row, i) => {
    if (y[row] === 1) positives++;
    else negatives++;
    const next = order[i + 1];
    if (next === undefined || score[next] !== score[row]) passed.push({ positives, negatives });
  });
  return passed;
}
