import { dspCore } from "../dsp/core.ts";
import type { Matrix } from "../types.ts";

/** Size of a block of rows, in bytes: both kernels process a block while it is in the L1 cache. */
const BLOCK_BYTES = 24 * 1024;

/** Rows in WebAssembly memory, for linear scores and their gradient. */
export interface LinearRows {
  /**
   * Computes the scores of all rows and the gradient of the weights, block by block.
   *
   * @param weights `[outputs, columns + 1]`, the intercept last
   * @param gradient overwritten; of the same shape
   * @param errors replaces the scores of rows from `first` on, `[rows, outputs]`, by the gradient
   *   of their loss
   */
  pass(
    weights: Float64Array,
    gradient: Float64Array,
    errors: (scores: Float64Array, first: number, rows: number) => void,
  ): void;
}

/** Runs `work` with the rows in WebAssembly memory, followed by a column of ones. */
export function withLinearRows<T>(
  { data, rows, columns }: Matrix,
  outputs: number,
  work: (rows: LinearRows) => T,
): T {
  const core = dspCore();
  return core.scratch(() => {
    const width = columns + 1;
    const stride = width + width % 2;
    const blockRows = Math.max(4, Math.floor(BLOCK_BYTES / 8 / stride / 4) * 4);
    const padded = Math.ceil(rows / 4) * 4;
    const x = core.alloc(8 * padded * stride);
    const w = core.alloc(8 * outputs * stride);
    const g = core.alloc(8 * outputs * stride);
    const y = core.alloc(8 * blockRows * outputs);
    const held = core.f64(x, padded * stride);
    for (let r = 0, at = 0; r < rows; r++, at += stride) {
      for (let c = 0, from = r * columns; c < columns; c++) held[at + c] = data[from + c]!;
      held[at + columns] = 1;
      if (stride > width) held[at + width] = 0;
    }
    held.fill(0, rows * stride);
    const weightsHeld = core.f64(w, outputs * stride).fill(0);
    const gradientHeld = core.f64(g, outputs * stride);
    const scores = core.f64(y, blockRows * outputs);
    return work({
      pass(weights, gradient, errors) {
        for (let k = 0; k < outputs; k++) {
          weightsHeld.set(weights.subarray(k * width, (k + 1) * width), k * stride);
        }
        gradientHeld.fill(0);
        for (let first = 0; first < rows; first += blockRows) {
          const count = Math.min(blockRows, padded - first);
          const at = x + 8 * first * stride;
          core.kernels.scores64(at, count, stride, w, outputs, y);
          const real = Math.min(count, rows - first);
          errors(scores, first, real);
          scores.fill(0, real * outputs, count * outputs);
          core.kernels.slopes64(at, count, stride, y, outputs, g);
        }
        for (let k = 0; k < outputs; k++) {
          gradient.set(gradientHeld.subarray(k * stride, k * stride + width), k * width);
        }
      },
    });
  });
}
