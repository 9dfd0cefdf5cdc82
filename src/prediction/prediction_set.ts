import type { ConformalManifest } from "../models/manifest.ts";
import { checkNumber } from "../check_option.ts";
import type { PredictionSet } from "./prediction.ts";

/**
 * Computes a label-conditional split conformal prediction set. For each label, at least the share
 * `coverage` of the recordings with that true label have it in their set, whatever the shares of
 * the labels, if the recordings are exchangeable with those of the calibration. A label with `n`
 * calibration scores is in every set when the coverage is above `n / (n + 1)`.
 *
 * @param labels labels of the model, `[k]`
 * @param probabilities class-balanced probabilities, 0 to 1, `[k]`, computed as the calibration
 *   scores
 * @param coverage between 0 and 1; default the manifest's
 * @throws {TypeError} when the coverage is not a number
 * @throws {RangeError} when there is no coverage, or it is not between 0 and 1
 * @see Vovk, Conditional validity of inductive conformal predictors, 2012; Angelopoulos and Bates,
 *   A gentle introduction to conformal prediction, 2021, 4.3
 *
 * @example
 * ```ts
 * import { predictionSet } from "@babycry/babycry/fit";
 * import assert from "node:assert/strict";
 *
 * // Probability of the true label in one recording of each of nine donors.
 * const scores = [0.3, 0.5, 0.6, 0.7, 0.7, 0.8, 0.8, 0.9, 0.9];
 * const conformal = { coverage: 0.8, scores: { cry: scores, no_cry: scores } };
 * const { labels } = predictionSet(["no_cry", "cry"], [0.25, 0.75], conformal);
 * assert.deepEqual(labels, ["cry"]);
 * ```
 */
export function predictionSet(
  labels: readonly string[],
  probabilities: ArrayLike<number>,
  { coverage: stated, scores }: ConformalManifest,
  coverage: number | undefined = stated,
): PredictionSet {
  if (coverage === undefined) {
    throw new RangeError(
      "Computing a prediction set: expected a coverage, as the manifest states none, received none",
    );
  }
  checkNumber("Computing a prediction set", "coverage", coverage, { above: 0, below: 1 });
  const kept = labels.filter((label, i) => {
    const known = scores[label] ?? [];
    const asLow = known.filter((score) => score <= probabilities[i]!).length;
    // Rounding errors must not decide a tie.
    return (asLow + 1) / (known.length + 1) > 1 - coverage + 1e-12;
  });
  return { coverage, labels: kept };
}
