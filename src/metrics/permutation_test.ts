import { createRandom } from "../random.ts";

/**
 * How often an attribute does as well when whole groups swap places: with groups laid end to end in
 * random order, values keep their runs and lose their labels.
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
