import { createRandom } from "../random.ts";

/** How many deals are made; the evenest is taken. */
const DEALS = 16;

/**
 * Folds that keep groups whole and class shares alike: groups in descending size, shuffled among
 * equals, each to the fold where class counts stay most even. Of several such deals the one is taken
 * whose class shares stray least from those of the whole.
 *
 * @returns fold of each row, 0 to `folds - 1`
 * @throws {RangeError} when there are fewer groups than folds
 * @see sklearn.model_selection.StratifiedGroupKFold
 */
export function stratifiedGroupFolds(
  y: ArrayLike<number>,
  groups: readonly string[],
  options: { readonly folds: number; readonly classes: number; readonly seed: number },
): Int32Array {
  const { folds, classes } = options;
  const counts = new Map<string, Float64Array>();
  const totals = new Float64Array(classes);
  groups.forEach((group, row) => {
    const count = counts.get(group) ?? new Float64Array(classes);
    count[y[row]!]!++;
    totals[y[row]!]!++;
    counts.set(group, count);
  });
  if (counts.size < folds) {
    throw new RangeError(`Making ${folds} folds: ${counts.size} groups came, wanted one a fold`);
  }
  const random = createRandom("folds", options.seed);
  const deals = Array.from({ length: DEALS }, () => {
    const order = [...counts].map(([group, count]) => ({
      group,
      count,
      size: sum(count),
      tie: random.uniform(),
    })).sort((a, b) => b.size - a.size || a.tie - b.tie);
    return deal(order, totals, folds);
  });
  const foldOf = deals.reduce((best, next) => next.deviation < best.deviation ? next : best).foldOf;
  return Int32Array.from(groups, (group) => foldOf.get(group)!);
}

/** Deals groups out in their order. */
function deal(
  order: readonly { readonly group: string; readonly count: Float64Array }[],
  totals: Float64Array,
  folds: number,
): { readonly foldOf: ReadonlyMap<string, number>; readonly deviation: number } {
  const filled = Array.from({ length: folds }, () => new Float64Array(totals.length));
  const foldOf = new Map<string, number>();
  for (const { group, count } of order) {
    const cost = filled.map((fold) => {
      let change = 0;
      for (let c = 0; c < totals.length; c++) {
        change += ((fold[c]! + count[c]!) ** 2 - fold[c]! ** 2) / (totals[c]! ** 2 || 1);
      }
      return change;
    });
    const best = cost.indexOf(Math.min(...cost));
    count.forEach((n, c) => filled[best]![c]! += n);
    foldOf.set(group, best);
  }
  const whole = sum(totals);
  const deviations = filled.flatMap((fold) => {
    const size = sum(fold) || 1;
    return Array.from(fold, (n, c) => Math.abs(n / size - totals[c]! / whole));
  });
  return { foldOf, deviation: Math.max(...deviations) };
}

function sum(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0);
}
