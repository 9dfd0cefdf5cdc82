/**
 * Figures of a detector at all thresholds.
 *
 * @module
 */

/**
 * Area under the ROC curve: the share of pairs in which the positive scores higher, ties half.
 *
 * @param y 1 for positives, 0 for negatives, both present
 * @see sklearn.metrics.roc_auc_score
 */
export function rocAuc(y: ArrayLike<number>, score: ArrayLike<number>): number {
  const order = Array.from({ length: y.length }, (_, i) => i).sort((a, b) => score[a]! - score[b]!);
  let positives = 0;
  let rankSum = 0;
  for (let i = 0; i < order.length;) {
    let j = i;
    while (j < order.length && score[order[j]!] === score[order[i]!]) j++;
    for (let k = i; k < j; k++) {
      if (y[order[k]!] === 1) {
        positives++;
        rankSum += (i + j + 1) / 2;
      }
    }
    i = j;
  }
  const negatives = order.length - positives;
  return (rankSum - positives * (positives + 1) / 2) / (positives * negatives);
}

/** The highest threshold at which at least `recall` of the positives score no less. */
export function thresholdAtRecall(
  y: ArrayLike<number>,
  score: ArrayLike<number>,
  recall: number,
): number {
  const positives = Array.from(score).filter((_, i) => y[i] === 1).sort((a, b) => b - a);
  return positives[Math.min(positives.length, Math.ceil(recall * positives.length)) - 1]!;
}

/** Share of the entries of one class that score at least the threshold. */
export function rateAtThreshold(
  y: ArrayLike<number>,
  score: ArrayLike<number>,
  label: number,
  threshold: number,
): number {
  let [passed, all] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    if (y[i] !== label) continue;
    all++;
    if (score[i]! >= threshold) passed++;
  }
  return passed / all;
}
