/** `1 / (1 + exp(-x))`, exact at both ends. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** Scores to probabilities, in place. @returns its argument */
export function softmaxInPlace(scores: Float64Array): Float64Array {
  let max = -Infinity;
  for (const score of scores) max = Math.max(max, score);
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += scores[i] = Math.exp(scores[i]! - max);
  for (let i = 0; i < scores.length; i++) scores[i]! /= sum;
  return scores;
}

/** How scores become probabilities: one score for the second of two classes, or one a class. */
export type Link = "sigmoid" | "softmax";

/** Probabilities of all classes. The scores may be overwritten. */
export function applyLink(link: Link, scores: Float64Array): Float64Array {
  if (link === "softmax") return softmaxInPlace(scores);
  const p = sigmoid(scores[0]!);
  return Float64Array.of(1 - p, p);
}
