import { checkNumber } from "../check_option.ts";
import { createRandom } from "../random.ts";

/** A figure with its 95 % interval. */
export interface Estimate {
  /** The figure on all rows. */
  readonly estimate: number;
  /** 2.5th and 97.5th percentile. */
  readonly interval: readonly [number, number];
}

/**
 * An interval for a figure by resampling whole groups with replacement, as many as there are.
 *
 * @param groups group of each row
 * @param statistic the figure on some rows; a resample where it is not finite is left out
 * @throws {RangeError} when `resamples` is not a count
 */
export function groupBootstrap(
  groups: readonly string[],
  statistic: (rows: readonly number[]) => number,
  options: { readonly resamples: number; readonly seed: number },
): Estimate {
  checkNumber("Bootstrapping by group", "resamples", options.resamples, { min: 1, integer: true });
  checkNumber("Bootstrapping by group", "seed", options.seed);
  const rowsOf = new Map<string, number[]>();
  groups.forEach((group, row) => {
    const rows = rowsOf.get(group);
    if (rows) rows.push(row);
    else rowsOf.set(group, [row]);
  });
  const all = [...rowsOf.values()];
  const random = createRandom("group bootstrap", options.seed);
  const values: number[] = [];
  for (let i = 0; i < options.resamples; i++) {
    const rows = all.flatMap(() => all[random.below(all.length)]!);
    const value = statistic(rows);
    if (Number.isFinite(value)) values.push(value);
  }
  values.sort((a, b) => a - b);
  const at = (share: number) => values[Math.round(share * (values.length - 1))] ?? NaN;
  return { estimate: statistic(groups.map((_, row) => row)), interval: [at(0.025), at(0.975)] };
}
