import type { Matrix } from "../types.ts";

/** A matrix of zeros. */
export function zeros(rows: number, columns: number): Matrix {
  return { data: new Float64Array(rows * columns), rows, columns };
}

/** Some rows of a matrix, in that order. */
export function pickRows({ data, columns }: Matrix, rows: ArrayLike<number>): Matrix {
  const out = zeros(rows.length, columns);
  for (let i = 0; i < rows.length; i++) {
    const at = rows[i]! * columns;
    out.data.set(data.subarray(at, at + columns), i * columns);
  }
  return out;
}

/** Vectors of one length as rows. */
export function stackRows(vectors: readonly ArrayLike<number>[]): Matrix {
  const out = zeros(vectors.length, vectors[0]?.length ?? 0);
  vectors.forEach((vector, row) => out.data.set(vector, row * out.columns));
  return out;
}
