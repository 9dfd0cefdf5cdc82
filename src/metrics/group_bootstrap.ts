import { checkNumber } from "../check_option.ts";
import { createRandom } from "../random.ts";

/** A metric with its 95 % interval. */
export interface Estimate {
  /** Value on all rows. */
  readonly estimate: number;
  /** 2.5th and 97.5th percentile of the resamples. */
  readonly interval: readonly [number, number];
}

/**
 * Estimates the interval of a metric by resampling whole groups with replacement.
 *
 * @param groups group of each row
 * @param statistic value of the metric on rows; resamples without a finite value are ignored
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
