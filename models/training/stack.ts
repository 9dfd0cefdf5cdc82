import type { Matrix } from "../../src/types.ts";

/** Rows of one length as a matrix. */
export function stack(rows: readonly ArrayLike<number>[]): Matrix {
  const columns = rows[0]!.length;
  const data = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => data.set(row, i * columns));
  return { data, rows: rows.length, columns };
}
