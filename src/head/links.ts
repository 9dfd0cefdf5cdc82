/** Computes `1 / (1 + exp(-x))` without overflow. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** Turns scores into probabilities, in place. @returns `scores` */
export function softmaxInPlace(scores: Float64Array): Float64Array {
  let max = -Infinity;
  for (const score of scores) max = Math.max(max, score);
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += scores[i] = Math.exp(scores[i]! - max);
  for (let i = 0; i < scores.length; i++) scores[i]! /= sum;
  return scores;
}

/** Link function: `sigmoid` of one score for the second class, `softmax` of one score per class. */
export type Link = "sigmoid" | "softmax";

/** Computes the probabilities of all classes. May overwrite the scores. */
export function applyLink(link: Link, scores: Float64Array): Float64Array {
  if (link === "softmax") return softmaxInPlace(scores);
  const p = sigmoid(scores[0]!);
  return Float64Array.of(1 - p, p);
}
