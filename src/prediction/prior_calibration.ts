import { type CalibrationManifest, PRIOR_SUM_ERROR_MAX } from "../models/manifest.ts";

/** Share of each label before the recording is known, above 0, sum 1. */
export type Prior = CalibrationManifest["prior"];

/** Lower bound of a head's probabilities, so that none is 0 before the prior is applied. */
const PROBABILITY_MIN = 1e-12;

/**
 * Creates the calibration of class-balanced probabilities `p`: `prior * p ^ scale`, normalized to
 * sum 1. Without a calibration in the manifest, the probabilities stay as they are.
 *
 * @param modelId name of the model, for error messages
 * @param requested prior in place of the manifest's
 * @returns function that converts class-balanced probabilities, `[labels]`, to calibrated ones
 * @throws {RangeError} when the requested prior is invalid, or the model has no calibration
 * @see Saerens, Latinne and Decaestecker, Adjusting the outputs of a classifier to new a priori
 *   probabilities, 2002; Guo et al., On calibration of modern neural networks, 2017
 */
export function createCalibration(
  modelId: string,
  calibration: CalibrationManifest | undefined,
  requested?: Prior,
): (labels: readonly string[], balanced: Float64Array) => Float64Array {
  if (!calibration) {
    if (requested === undefined) return (_, balanced) => balanced;
    throw new RangeError(
      `Loading model ${modelId}: expected no prior, as it has no calibration, ` +
        `received ${describePrior(requested)}`,
    );
  }
  const { scale, prior: stated } = calibration;
  if (requested) priorShares(modelId, Object.keys(stated), requested);
  return (labels, balanced) => {
    const prior = priorShares(modelId, labels, requested ?? stated);
    const p = balanced.map((value, i) => prior[i]! * Math.max(value, PROBABILITY_MIN) ** scale);
    const sum = p.reduce((total, value) => total + value, 0);
    return p.map((value) => value / sum);
  };
}

/**
 * Converts a prior to shares in the order of the labels, `[labels]`, normalized to sum 1.
 *
 * @param modelId name of the model, for error messages
 * @throws {RangeError} when a label has no share above 0, an unknown label has one, or the sum is
 *   not 1
 */
export function priorShares(
  modelId: string,
  labels: readonly string[],
  prior: Prior,
): Float64Array {
  const shares = Float64Array.from(
    labels,
    (label) => Object.hasOwn(prior, label) ? prior[label]! : NaN,
  );
  const sum = shares.reduce((total, share) => total + share, 0);
  if (
    Object.keys(prior).length === labels.length && shares.every((share) => share > 0) &&
    Math.abs(sum - 1) <= PRIOR_SUM_ERROR_MAX
  ) return shares.map((share) => share / sum);
  throw new RangeError(
    `Loading model ${modelId}: expected a prior with a share above 0 for each of ` +
      `${labels.join(", ")}, sum 1, received ${describePrior(prior)}`,
  );
}

function describePrior(prior: Prior): string {
  return Object.entries(prior).map(([label, share]) => `${label} ${share}`).join(", ") || "none";
}
