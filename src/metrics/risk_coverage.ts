import { checkRows, checkValues } from "./check_rows.ts";

/** Accuracy when only the surest are answered. */
export interface RiskCoverage {
  /** Share of rows answered, rising to 1. */
  readonly coverage: Float64Array;
  /** Share of right ones among them. */
  readonly accuracy: Float64Array;
}

/**
 * Rows by falling confidence; rows of equal confidence are answered together.
 *
 * @param confidence a row each
 * @param right whether each row was right
 * @throws {RangeError} when lengths differ or a confidence is NaN
 */
export function riskCoverage(
  confidence: ArrayLike<number>,
  right: ArrayLike<boolean>,
): RiskCoverage {
  const action = "Computing risk and coverage";
  checkRows(action, { confidences: confidence, outcomes: right });
  checkValues(action, confidence);
  const order = Array.from({ length: confidence.length }, (_, i) => i)
    .sort((a, b) => confidence[b]! - confidence[a]!);
  const [coverage, accuracy]: [number[], number[]] = [[], []];
  let hits = 0;
  order.forEach((row, i) => {
    hits += Number(right[row]);
    const next = order[i + 1];
    if (next !== undefined && confidence[next] === confidence[row]) return;
    coverage.push((i + 1) / order.length);
    accuracy.push(hits / (i + 1));
  });
  return { coverage: Float64Array.from(coverage), accuracy: Float64Array.from(accuracy) };
}
