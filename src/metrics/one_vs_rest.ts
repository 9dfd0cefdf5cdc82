import type { Matrix } from "../types.ts";
import { checkLabels, checkMatrix, checkRows } from "./check_rows.ts";

/** Averages of a binary metric over classes. */
export interface OneVsRest {
  /** Mean over classes. */
  readonly macro: number;
  /** Mean over classes, weighted by their rows. */
  readonly weighted: number;
}

/**
 * Averages a binary metric of each class against the rest, over the classes with rows.
 *
 * @param y class of each row, two or more distinct
 * @param metric binary metric; `y` is 1 for the class and 0 for others, `score` its probabilities
 * @throws {RangeError} when lengths differ, a label is out of range or a value is NaN
 */
export function oneVsRest(
  probability: Matrix,
  y: ArrayLike<number>,
  metric: (y: ArrayLike<number>, score: ArrayLike<number>) => number,
): OneVsRest {
  const action = "Computing a metric of each class";
  const { data, rows, columns } = probability;
  checkMatrix(action, probability);
  checkRows(action, { labels: y, rows: { length: rows } });
  checkLabels(action, y, columns);
  const row = Array.from({ length: rows }, (_, i) => i);
  let [macro, weighted, present] = [0, 0, 0];
  for (let c = 0; c < columns; c++) {
    const own = row.map((i) => Number(y[i] === c));
    const support = own.reduce((sum, v) => sum + v, 0);
    if (support === 0) continue;
    present++;
    const value = metric(own, row.map((i) => data[i * columns + c]!));
    macro += value;
    weighted += value * support / rows;
  }
  return { macro: macro / present, weighted };
}
