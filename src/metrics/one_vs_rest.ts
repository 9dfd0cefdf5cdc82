import type { Matrix } from "../types.ts";
import { checkLabels, checkMatrix, checkRows } from "./check_rows.ts";

/** A figure of several classes. */
export interface OneVsRest {
  /** Mean over classes. */
  readonly macro: number;
  /** Mean over classes, weighted by their rows. */
  readonly weighted: number;
}

/**
 * A figure for two classes, for each of several against all others. A class without rows has none.
 *
 * @param y class of each row, two or more of them
 * @param figure of 1 for the class and 0 for others, and the class's probabilities
 * @throws {RangeError} when lengths differ, a label is out of range or a value is NaN
 */
export function oneVsRest(
  probability: Matrix,
  y: ArrayLike<number>,
  figure: (y: ArrayLike<number>, score: ArrayLike<number>) => number,
): OneVsRest {
  const action = "Computing a figure of each class";
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
    const value = figure(own, row.map((i) => data[i * columns + c]!));
    macro += value;
    weighted += value * support / rows;
  }
  return { macro: macro / present, weighted };
}
