import type { ConformalManifest } from "../models/manifest.ts";
import { checkNumber } from "../check_option.ts";
import type { PredictionSet } from "./prediction.ts";

/**
 * The labels that cannot be ruled out: split conformal prediction for each label by itself. Of
 * recordings whose true label is c, at least the share `coverage` has c in its set, for every c and
 * whatever the labels' shares are, if they are exchangeable with those of calibration. A label with few
 * of these cannot be ruled out at a high coverage: `n` allow it up to `n / (n + 1)`.
 *
 * @param labels `[k]`
 * @param probabilities `[k]`, classes weighed alike, as for the scores of calibration
 * @param coverage between 0 and 1; default the manifest's
 * @throws {TypeError} when the coverage is not a number
 * @throws {RangeError} when neither states a coverage, or it is not between 0 and 1
 * @see Vovk, Conditional validity of inductive conformal predictors, 2012; Angelopoulos and Bates, A
 *   gentle introduction to conformal prediction, 2021, 4.3
 *
 * @example
 * ```ts
 * import { predictionSet } from "@babycry/babycry/fit";
 * import assert from "node:assert/strict";
 *
 * // What the head said of the true label, of nine donors each.
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
    throw new RangeError("Making a prediction set: no coverage came, and the manifest states none");
  }
  checkNumber("Making a prediction set", "coverage", coverage, { above: 0, below: 1 });
  const kept = labels.filter((label, i) => {
    const known = scores[label] ?? [];
    const asLow = known.filter((score) => score <= probabilities[i]!).length;
    // Rounded shares must not decide a tie.
    return (asLow + 1) / (known.length + 1) > 1 - coverage + 1e-12;
  });
  return { coverage, labels: kept };
}
