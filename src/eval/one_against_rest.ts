import type { Matrix } from "../types.ts";

/** A figure of several classes. */
export interface OneAgainstRest {
  /** Mean over classes. */
  readonly macro: number;
  /** Mean over classes, weighted by their rows. */
  readonly weighted: number;
}

/**
 * A figure for two classes, for each of several against all others.
 *
 * @param y class of each row, every class present
 * @param figure of 1 for the class and 0 for others, and the class's probabilities
 */
export function oneAgainstRest(
  probability: Matrix,
  y: ArrayLike<number>,
  figure: (y: ArrayLike<number>, score: ArrayLike<number>) => number,
): OneAgainstRest {
  const { data, rows, columns } = probability;
  const row = Array.from({ length: rows }, (_, i) => i);
  let [macro, weighted] = [0, 0];
  for (let c = 0; c < columns; c++) {
    const own = row.map((i) => Number(y[i] === c));
    const value = figure(own, row.map((i) => data[i * columns + c]!));
    macro += value / columns;
    weighted += value * own.reduce((sum, v) => sum + v, 0) / rows;
  }
  return { macro, weighted };
}
