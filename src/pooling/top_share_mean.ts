/**
 * Scores of a recording, computed from the scores of its windows.
 *
 * @module
 */

/**
 * Computes the mean of the largest values.
 *
 * @param values values, `[n]`, at least one
 * @param share share of the values that is averaged, above 0 and up to 1; rounded up to whole
 *   values
 */
export function topShareMean(values: readonly number[], share: number): number {
  const top = topShare(values, (value) => value, share);
  return top.reduce((sum, value) => sum + value, 0) / top.length;
}

/**
 * Selects the items with the largest values, largest first; at least one.
 *
 * @param share share of the items that is selected, above 0 and up to 1; rounded up to whole items
 */
export function topShare<T>(
  items: readonly T[],
  value: (item: T) => number,
  share: number,
): readonly T[] {
  const sorted = [...items].sort((a, b) => value(b) - value(a));
  return sorted.slice(0, Math.ceil(sorted.length * share));
}

/** Span of consecutive windows with its score. */
export interface BestSpan {
  /** Mean of the top share of its windows. */
  readonly probability: number;
  /** Index of its first window. */
  readonly first: number;
  /** Index after its last window. */
  readonly end: number;
}

/**
 * Finds the span of `count` consecutive windows with the highest score; the first of equal ones.
 *
 * @param values probabilities of windows, `[n]`, at least one
 * @param count number of windows in a span; all windows when there are fewer
 * @param share share of a span's windows, the most probable ones, that is averaged, above 0 and up
 *   to 1
 */
export function bestSpan(values: readonly number[], count: number, share: number): BestSpan {
  let best: BestSpan = { probability: -1, first: 0, end: 0 };
  for (let first = 0; first === 0 || first + count <= values.length; first++) {
    const end = Math.min(first + count, values.length);
    const probability = topShareMean(values.slice(first, end), share);
    if (probability > best.probability) best = { probability, first, end };
  }
  return best;
}
