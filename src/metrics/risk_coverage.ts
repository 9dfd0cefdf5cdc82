import { checkRows, checkValues } from "./check_rows.ts";

/** Accuracy when only the most confident rows are answered. */
export interface RiskCoverage {
  /** Share of answered rows, ascending to 1. */
  readonly coverage: Float64Array;
  /** Accuracy of the answered rows. */
  readonly accuracy: Float64Array;
}

/**
 * Computes accuracy against coverage by descending confidence; equal confidences are answered together.
 *
 * @param confidence confidence of each row
 * @param correct whether the decision of each row is correct
 * @throws {RangeError} when lengths differ or a confidence is NaN
 */
export function riskCoverage(
  confidence: ArrayLike<number>,
  correct: ArrayLike<boolean>,
): RiskCoverage {
  const action = "Computing risk and coverage";
  checkRows(action, { confidences: confidence, outcomes: correct });
  checkValues(action, confidence);
  const order = Array.from({ length: confidence.length }, (_, i) => i)
    .sort((a, b) => confidence[b]! - confidence[a]!);
  const [coverage, accuracy]: [number[], number[]] = [[], []];
  let hits = 0;
  order.forEach((row, i) => {
    hits += Number(correct[row]);
    const next = order[i + 1];
    if (next !== undefined && confidence[next] === confidence[row]) return;
    coverage.push((i + 1) / order.length);
    accuracy.push(hits / (i + 1));
  });
  return { coverage: Float64Array.from(coverage), accuracy: Float64Array.from(accuracy) };
}
