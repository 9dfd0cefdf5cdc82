import type { FrameMatrix } from "../../types.ts";
import { checkInteger, checkMatrix } from "../_check.ts";

/** Options of {@link delta}. */
export interface DeltaOptions {
  /** Number of frames of the fit, odd, 3 or more. Default 9. */
  readonly widthFrames?: number;
  /** Order of the derivative and of the fitted polynomial. Default 1. */
  readonly order?: number;
  /**
   * Handling of both ends: fit of the nearest whole span (`interp`), or repeated end values.
   * Default `interp`.
   */
  readonly mode?: "interp" | "nearest";
}

/**
 * Computes the derivative along the frames by a local polynomial fit (Savitzky and Golay), as
 * `librosa.feature.delta`.
 *
 * @param x `[frames, bins]`
 * @returns `[frames, bins]`, per frame to the power of `order`
 * @throws {RangeError} when an option is out of range, or `interp` has fewer frames than the width
 */
export function delta(x: FrameMatrix, options: DeltaOptions = {}): FrameMatrix {
  const { data, frames, bins } = x;
  checkMatrix(x);
  const { widthFrames = 9, order = 1, mode = "interp" } = options;
  checkInteger("widthFrames", widthFrames, 3);
  if (widthFrames % 2 === 0) {
    throw new RangeError(
      `Computing deltas: expected widthFrames to be odd, received ${widthFrames}`,
    );
  }
  checkInteger("order", order, 1, widthFrames - 1);
  if (mode !== "interp" && mode !== "nearest") {
    throw new RangeError(
      `Computing deltas: expected mode to be interp or nearest, received ${mode}`,
    );
  }
  if (mode === "interp" && frames < widthFrames) {
    throw new RangeError(
      `Computing deltas: expected at least ${widthFrames} frames, received ${frames}; ` +
        "use the mode nearest",
    );
  }
  const weights = derivativeWeights(widthFrames, order);
  const half = (widthFrames - 1) / 2;
  const out = new Float32Array(data.length);
  for (let t = 0; t < frames; t++) {
    // A polynomial's derivative of its own order is constant.
    const middle = mode === "interp" ? Math.min(Math.max(t, half), frames - 1 - half) : t;
    for (let bin = 0; bin < bins; bin++) {
      let sum = 0;
      for (const [k, weight] of weights.entries()) {
        const frame = Math.min(Math.max(middle + k - half, 0), frames - 1);
        sum += weight * data[frame * bins + bin]!;
      }
      out[t * bins + bin] = sum;
    }
  }
  return { data: out, frames, bins };
}

/**
 * Computes the weights of the highest derivative of the least-squares polynomial: `order!` times
 * the normalized monic orthogonal polynomial.
 */
function derivativeWeights(width: number, order: number): Float64Array {
  const half = (width - 1) / 2;
  let before = new Float64Array(width);
  let now = new Float64Array(width).fill(1);
  let factorial = 1;
  for (let degree = 1; degree <= order; degree++) {
    const ratio = degree === 1 ? 0 : normOf(now) / normOf(before);
    const next = now.map((value, k) => (k - half) * value - ratio * before[k]!);
    [before, now] = [now, next];
    factorial *= degree;
  }
  const norm = normOf(now);
  return now.map((value) => factorial * value / norm);
}

function normOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
