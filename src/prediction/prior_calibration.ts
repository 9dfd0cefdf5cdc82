import { type CalibrationManifest, PRIOR_SUM_ERROR_MAX } from "../models/manifest.ts";

/** Shares of labels before anything is heard. */
export type Prior = CalibrationManifest["prior"];

/** What a head calls impossible is not. */
const PROBABILITY_MIN = 1e-12;

/**
 * From what a head says, classes weighed alike, to probabilities: `prior * p ^ scale`, then to sum 1.
 *
 * @param asked in place of the manifest's prior
 * @returns what turns `alike`, `[labels]`, into probabilities
 * @throws {RangeError} when the prior that is asked for is none, or there is no calibration for it
 * @see Saerens, Latinne and Decaestecker, Adjusting the outputs of a classifier to new a priori
 *   probabilities, 2002; Guo et al., On calibration of modern neural networks, 2017
 */
export function createCalibration(
  modelId: string,
  calibration: CalibrationManifest | undefined,
  asked?: Prior,
): (labels: readonly string[], alike: Float64Array) => Float64Array {
  if (!calibration) {
    if (asked === undefined) return (_, alike) => alike;
    throw new RangeError(`Loading model ${modelId}: expected no prior, as it has no calibration`);
  }
  const { scale, prior: stated } = calibration;
  if (asked) priorShares(modelId, Object.keys(stated), asked);
  return (labels, alike) => {
    const prior = priorShares(modelId, labels, asked ?? stated);
    const p = alike.map((value, i) => prior[i]! * Math.max(value, PROBABILITY_MIN) ** scale);
    const sum = p.reduce((total, value) => total + value, 0);
    return p.map((value) => value / sum);
  };
}

/**
 * Shares in the order of some labels, sum 1.
 *
 * @throws {RangeError} when a label has no share above 0, another has one, or they do not sum to 1
 */
export function priorShares(
  modelId: string,
  labels: readonly string[],
  prior: Prior,
): Float64Array {
  const given = Object.entries(prior);
  const shares = Float64Array.from(
    labels,
    (label) => Object.hasOwn(prior, label) ? prior[label]! : NaN,
  );
  const sum = shares.reduce((total, share) => total + share, 0);
  if (
    given.length === labels.length && shares.every((share) => share > 0) &&
    Math.abs(sum - 1) <= PRIOR_SUM_ERROR_MAX
  ) return shares.map((share) => share / sum);
  const came = given.map(([label, share]) => `${label} ${share}`).join(", ") || "empty";
  throw new RangeError(
    `Loading model ${modelId}: expected a prior with a share above 0 for each of ` +
      `${labels.join(", ")}, sum 1, received ${came}`,
  );
}
