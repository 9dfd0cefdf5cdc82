import { checkNumber } from "../check_option.ts";
import { createRandom } from "../random.ts";
import { checkLabels, checkRows } from "../metrics/check_rows.ts";

/** Number of random assignments; the most even one is used. */
const DEALS = 16;

/** Rows of each class. */
type Counts = Float64Array;

/**
 * Makes folds that keep groups whole and class shares even. Groups are assigned one by one, those
 * with the widest spread of classes or the most rows first, each to the fold where class counts
 * stay most even. Of several assignments, the first of which is scikit-learn's, the one with the
 * smallest deviation from the class shares of the whole is used.
 *
 * @returns fold of each row, 0 to `folds - 1`
 * @throws {RangeError} when there are fewer groups than folds, lengths differ or a class is out of
 *   range
 * @see sklearn.model_selection.StratifiedGroupKFold 1.9
 */
export function stratifiedGroupFolds(
  y: ArrayLike<number>,
  groups: readonly string[],
  options: { readonly folds: number; readonly classes: number; readonly seed: number },
): Int32Array {
  const { folds, classes } = options;
  const action = `Making ${folds} folds`;
  checkNumber(action, "folds", folds, { min: 2, integer: true });
  checkNumber(action, "classes", classes, { min: 1, integer: true });
  checkNumber(action, "seed", options.seed);
  checkRows(action, { labels: y, groups });
  checkLabels(action, y, classes);
  const countsOf = new Map<string, Counts>();
  const totals = new Float64Array(classes);
  groups.forEach((group, row) => {
    const counts = countsOf.get(group) ?? new Float64Array(classes);
    counts[y[row]!]!++;
    totals[y[row]!]!++;
    countsOf.set(group, counts);
  });
  if (countsOf.size < folds) {
    const remedy = countsOf.size < 2
      ? "add recordings of other groups, or name the column of groups (option groupColumn)"
      : `use at most ${countsOf.size} folds (option folds)`;
    throw new RangeError(
      `Making folds: expected at least ${folds} groups for ${folds} folds, received ` +
        `${countsOf.size}; ${remedy}`,
    );
  }
  const random = createRandom("folds", options.seed);
  const deals = Array.from({ length: DEALS }, (_, i) => {
    const order = [...countsOf].map(([group, counts]) => ({
      group,
      counts,
      weight: i % 2 === 0 ? deviation(counts) : sum(counts),
      tie: i === 0 ? 0 : random.uniform(),
    })).sort((a, b) => b.weight - a.weight || a.tie - b.tie);
    return deal(order, totals, folds, i === 0 ? evenestFold : cheapestFold);
  });
  const { foldOf } = deals.reduce((best, next) => next.stray < best.stray ? next : best);
  return Int32Array.from(groups, (group) => foldOf.get(group)!);
}

/** Assigns groups to folds in the given order. */
function deal(
  order: readonly { readonly group: string; readonly counts: Counts }[],
  totals: Counts,
  folds: number,
  choose: typeof evenestFold,
): { readonly foldOf: ReadonlyMap<string, number>; readonly stray: number } {
  const filled = Array.from({ length: folds }, () => new Float64Array(totals.length));
  const foldOf = new Map<string, number>();
  for (const { group, counts } of order) {
    const best = choose(filled, counts, totals);
    counts.forEach((n, c) => filled[best]![c]! += n);
    foldOf.set(group, best);
  }
  const whole = sum(totals);
  const strays = filled.flatMap((fold) => {
    const size = sum(fold) || 1;
    return Array.from(fold, (n, c) => Math.abs(n / size - totals[c]! / whole));
  });
  return { foldOf, stray: Math.max(...strays) };
}

/**
 * Finds the fold that minimizes the sum of standard deviations of class shares; of equals, the
 * emptiest.
 */
function evenestFold(filled: readonly Counts[], counts: Counts, totals: Counts): number {
  let [best, least] = [0, Infinity];
  for (const [f, fold] of filled.entries()) {
    let cost = 0;
    for (let c = 0; c < totals.length; c++) {
      const shares = filled.map((each) => each[c]! + (each === fold ? counts[c]! : 0));
      cost += deviation(shares) / (totals[c]! || 1);
    }
    const close = Math.abs(cost - least) <= 1e-8 + 1e-5 * least;
    if (cost < least || (close && sum(fold) < sum(filled[best]!))) [best, least] = [f, cost];
  }
  return best;
}

/** Finds the fold where the squares of class shares grow least. */
function cheapestFold(filled: readonly Counts[], counts: Counts, totals: Counts): number {
  const cost = filled.map((fold) => {
    let growth = 0;
    for (let c = 0; c < totals.length; c++) {
      growth += ((fold[c]! + counts[c]!) ** 2 - fold[c]! ** 2) / (totals[c]! ** 2 || 1);
    }
    return growth;
  });
  return cost.indexOf(Math.min(...cost));
}

function deviation(values: ArrayLike<number>): number {
  const mean = sum(values) / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return Math.sqrt(squares / values.length);
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
