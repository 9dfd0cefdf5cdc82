import { createRandom } from "../random.ts";

/**
 * Computes a permutation test of whole groups. Groups are concatenated in random order, so that
 * values keep their runs within a group and lose their labels.
 *
 * @param score statistic of a value for each row; higher is better
 * @param values value of each row
 * @param groups group of each row
 * @returns p value: the share of permutations that score at least as well as `values`, counting
 * `values` itself
 */
export function permutationP(
  score: (values: Int32Array) => number,
  values: Int32Array,
  groups: readonly string[],
  options: { readonly permutations: number; readonly seed: number },
): number {
  const rowsOf = new Map<string, number[]>();
  groups.forEach((group, row) => {
    const rows = rowsOf.get(group);
    if (rows) rows.push(row);
    else rowsOf.set(group, [row]);
  });
  const units = [...rowsOf.values()];
  const order = units.flat();
  const observed = score(values);
  // The name of the generator fixes the p values of published models.
  const random = createRandom("blind rules", options.seed);
  let asGood = 0;
  for (let i = 0; i < options.permutations; i++) {
    const shuffled = units.slice();
    for (let j = shuffled.length - 1; j > 0; j--) {
      const k = random.below(j + 1);
      [shuffled[j], shuffled[k]] = [shuffled[k]!, shuffled[j]!];
    }
    const moved = new Int32Array(values.length);
    shuffled.flat().forEach((from, at) => moved[order[at]!] = values[from]!);
    if (score(moved) >= observed) asGood++;
  }
  return (asGood + 1) / (options.permutations + 1);
}
