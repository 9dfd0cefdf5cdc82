import type { Matrix } from "../types.ts";

/** Creates a matrix of zeros. */
export function zeros(rows: number, columns: number): Matrix {
  return { data: new Float64Array(rows * columns), rows, columns };
}

/** Copies rows of a matrix, in the given order. */
export function pickRows({ data, columns }: Matrix, rows: ArrayLike<number>): Matrix {
  const out = zeros(rows.length, columns);
  for (let i = 0; i < rows.length; i++) {
    const at = rows[i]! * columns;
    out.data.set(data.subarray(at, at + columns), i * columns);
  }
  return out;
}

/** Stacks vectors of one length as rows. */
export function stackRows(vectors: readonly ArrayLike<number>[]): Matrix {
  const out = zeros(vectors.length, vectors[0]?.length ?? 0);
  vectors.forEach((vector, row) => out.data.set(vector, row * out.columns));
  return out;
}

/** Concatenates the rows of matrices with the same number of columns. */
export function concatRows(parts: readonly Matrix[], columns: number): Matrix {
  const out = zeros(parts.reduce((sum, { rows }) => sum + rows, 0), columns);
  let at = 0;
  for (const { data } of parts) {
    out.data.set(data, at);
    at += data.length;
  }
  return out;
}

/** Copies the rows of a matrix to given rows of another one. */
export function setRows(out: Matrix, rows: ArrayLike<number>, { data, columns }: Matrix): void {
  for (let i = 0; i < rows.length; i++) {
    out.data.set(data.subarray(i * columns, (i + 1) * columns), rows[i]! * columns);
  }
}

/** Creates a matrix whose rows all equal a vector. */
export function repeatRow(vector: Float64Array, rows: number): Matrix {
  const out = zeros(rows, vector.length);
  for (let row = 0; row < rows; row++) out.data.set(vector, row * vector.length);
  return out;
}

/** Computes the share of each class, `[classes]`. */
export function classShares(y: ArrayLike<number>, classes: number): Float64Array {
  const shares = new Float64Array(classes);
  for (let i = 0; i < y.length; i++) shares[y[i]!]! += 1 / y.length;
  return shares;
}
