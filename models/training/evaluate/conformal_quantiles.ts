/** Number of steps of the coverage: it is a multiple of .01. */
const STEPS = 100;

/**
 * Computes the scores that prediction sets of a label need, as `networks/conformal.py` does: 99 quantiles
 * of its probabilities for recordings with that label, ascending. The rows of a group share one vote. A
 * quantile between two groups is that of the lower one, so that rounding never makes a set smaller than
 * its coverage allows.
 *
 * @param scores probability of the label for held-out rows that have it, 0 to 1
 * @param groups group of each row
 */
export function conformalQuantiles(scores: readonly number[], groups: readonly string[]): number[] {
  const rowsOf = new Map<string, number>();
  for (const group of groups) rowsOf.set(group, (rowsOf.get(group) ?? 0) + 1);
  const rows = [...scores.keys()].sort((a, b) => scores[a]! - scores[b]!);
  const quantiles: number[] = [];
  // The recording to predict is one more vote.
  let votes = 1;
  let score = 0;
  for (const row of [...rows, undefined]) {
    while (quantiles.length < STEPS - 1 && votes / (rowsOf.size + 1) > level(quantiles.length)) {
      quantiles.push(Math.floor(score * 1000) / 1000);
    }
    if (row === undefined) break;
    score = scores[row]!;
    votes += 1 / rowsOf.get(groups[row]!)!;
  }
  return quantiles;
}

function level(rank: number): number {
  return (rank + 1) / STEPS + 1e-12;
}
