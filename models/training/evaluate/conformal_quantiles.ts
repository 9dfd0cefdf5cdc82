/** Coverages come in hundredths. */
const GRID = 100;

/**
 * What prediction sets of a label are made of, as `models/training/networks/conformal.py` has it: 99 of its
 * probabilities where it is the true one, ascending. Rows of a group share one vote, and what lies
 * between two groups goes to the lower one, so that rounding never makes a set smaller than promised.
 *
 * @param scores of held-out rows, 0 to 1
 * @param groups of each row
 */
export function conformalQuantiles(scores: readonly number[], groups: readonly string[]): number[] {
  const rowsOf = new Map<string, number>();
  for (const group of groups) rowsOf.set(group, (rowsOf.get(group) ?? 0) + 1);
  const rows = [...scores.keys()].sort((a, b) => scores[a]! - scores[b]!);
  const quantiles: number[] = [];
  // The recording that is judged is one vote more.
  let votes = 1;
  let score = 0;
  for (const row of [...rows, undefined]) {
    while (quantiles.length < GRID - 1 && votes / (rowsOf.size + 1) > level(quantiles.length)) {
      quantiles.push(Math.floor(score * 1000) / 1000);
    }
    if (row === undefined) break;
    score = scores[row]!;
    votes += 1 / rowsOf.get(groups[row]!)!;
  }
  return quantiles;
}

function level(rank: number): number {
  return (rank + 1) / GRID + 1e-12;
}
