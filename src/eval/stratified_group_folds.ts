import { createRandom } from "../random.ts";

/**
 * Folds that keep groups whole and class shares alike: groups in descending size, shuffled among
 * equals, each to the fold where class counts stay most even.
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
  const order = [...counts].map(([group, count]) => ({
    group,
    count,
    size: count.reduce((a, b) => a + b, 0),
    tie: random.uniform(),
  })).sort((a, b) => b.size - a.size || a.tie - b.tie);
  const filled = Array.from({ length: folds }, () => new Float64Array(classes));
  const foldOf = new Map<string, number>();
  for (const { group, count } of order) {
    const cost = filled.map((fold) => {
      let change = 0;
      for (let c = 0; c < classes; c++) {
        change += ((fold[c]! + count[c]!) ** 2 - fold[c]! ** 2) / (totals[c]! ** 2 || 1);
      }
      return change;
    });
    const best = cost.indexOf(Math.min(...cost));
    count.forEach((n, c) => filled[best]![c]! += n);
    foldOf.set(group, best);
  }
  return Int32Array.from(groups, (group) => foldOf.get(group)!);
}
