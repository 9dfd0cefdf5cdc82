/**
 * From windows to a clip.
 *
 * @module
 */

/**
 * Mean of the larger half of some probabilities, rounded up: a cry has pauses, and they do not speak
 * against it.
 *
 * @param values `[n]`, at least one
 */
export function topHalfMean(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => b - a);
  const half = sorted.slice(0, Math.ceil(sorted.length / 2));
  return half.reduce((sum, value) => sum + value, 0) / half.length;
}

/** A stretch of windows and its score. */
export interface BestSpan {
  readonly probability: number;
  /** First window of the stretch. */
  readonly first: number;
  /** One past the last. */
  readonly end: number;
}

/**
 * The best score that `count` windows in a row reach.
 *
 * @param values window probabilities, `[n]`, at least one
 */
export function bestSpan(values: readonly number[], count: number): BestSpan {
  let best: BestSpan = { probability: -1, first: 0, end: 0 };
  for (let first = 0; first === 0 || first + count <= values.length; first++) {
    const end = Math.min(first + count, values.length);
    const probability = topHalfMean(values.slice(first, end));
    if (probability > best.probability) best = { probability, first, end };
  }
  return best;
}
