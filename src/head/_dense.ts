import type { Matrix } from "../types.ts";

/** Computes `matrix * x + bias`, `[rows]`; each row of the matrix is an output. */
export function dense(
  { data, rows, columns }: Matrix,
  bias: Float64Array,
  x: Float64Array,
): Float64Array<ArrayBuffer> {
  const out = new Float64Array(rows);
  for (let r = 0; r < rows; r++) {
    let sum = bias[r]!;
    for (let i = 0; i < columns; i++) sum += data[r * columns + i]! * x[i]!;
    out[r] = sum;
  }
  return out;
}
