import { type Estimate, groupBootstrap } from "../../../src/metrics/group_bootstrap.ts";

/** Estimates a statistic of rows, with its interval by group. */
export function estimate<Row extends { readonly group: string }>(
  rows: readonly Row[],
  statistic: (rows: readonly Row[]) => number,
): Estimate {
  return groupBootstrap(
    rows.map(({ group }) => group),
    (drawn) => statistic(drawn.map((row) => rows[row]!)),
    { resamples: 1000, seed: 1 },
  );
}

/** Estimates the mean of a value over rows, or the share of rows for which it is true. */
export function estimateMean<Row extends { readonly group: string }>(
  rows: readonly Row[],
  value: (row: Row) => number | boolean,
): Estimate {
  return estimate(
    rows,
    (drawn) => drawn.reduce((sum, row) => sum + Number(value(row)), 0) / drawn.length,
  );
}
