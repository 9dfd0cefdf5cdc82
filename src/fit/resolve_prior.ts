/** Prior of the labels: equal shares, the shares of the training data, or stated shares. */
export type Prior = "even" | "training" | Readonly<Record<string, number>>;

const SUM_TOLERANCE = 1e-6;

/**
 * Resolves a prior to the share of each label.
 *
 * @param training share of each label in the training data
 * @throws {RangeError} when stated shares are not above 0, one for each label, with sum 1
 */
export function resolvePrior(
  prior: Prior,
  labels: readonly string[],
  training: Readonly<Record<string, number>>,
): Record<string, number> {
  if (prior === "training") return { ...training };
  if (prior === "even") {
    return Object.fromEntries(labels.map((label) => [label, 1 / labels.length]));
  }
  const shares = Object.values(prior);
  const sum = shares.reduce((total, share) => total + share, 0);
  if (
    shares.length === labels.length && labels.every((label) => prior[label]! > 0) &&
    Math.abs(sum - 1) < SUM_TOLERANCE
  ) return { ...prior };
  const received = Object.entries(prior).map(([label, share]) => `${label}=${share}`).join(",");
  throw new RangeError(
    "Fitting a model: expected prior (option prior) to be even, training, or a share above 0 for each " +
      `of ${labels.join(", ")} with sum 1, received ${received || "no shares"}`,
  );
}
