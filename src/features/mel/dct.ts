import { type DspCore, dspCore } from "../../dsp/core.ts";
import type { FrameMatrix } from "../../types.ts";
import { checkInteger, checkMatrix } from "../_check.ts";
import { denseRows } from "../_matrix.ts";

/** Options of {@link dct}. */
export interface DctOptions {
  /** Number of coefficients to keep, from the lowest. Default all. */
  readonly coefficients?: number;
  /** Scale: `ortho`, or null for scipy's unscaled sum with its factor 2. Default `ortho`. */
  readonly norm?: "ortho" | null;
}

/**
 * Computes the discrete cosine transform of type II of each row, as `scipy.fft.dct`.
 *
 * @param x `[frames, bins]`
 * @returns `[frames, coefficients]`
 * @throws {RangeError} when there are fewer bins than coefficients
 */
export function dct(x: FrameMatrix, options: DctOptions = {}): FrameMatrix {
  checkMatrix(x);
  const { coefficients = x.bins, norm = "ortho" } = options;
  return dctLiftered(dspCore(), x, coefficients, norm, 0);
}

/**
 * Computes {@link dct}, with coefficient k times `1 + lifter / 2 sin(pi (k + 1) / lifter)` unless
 * `lifter` is 0.
 */
export function dctLiftered(
  core: DspCore,
  x: FrameMatrix,
  coefficients: number,
  norm: "ortho" | null,
  lifter: number,
): FrameMatrix {
  const { bins } = x;
  checkInteger("coefficients", coefficients, 1, bins);
  if (norm !== "ortho" && norm !== null) {
    throw new RangeError(
      `Computing a cosine transform: expected norm to be ortho or null, received ${norm}`,
    );
  }
  const key = `dct ${bins} ${coefficients} ${norm} ${lifter}`;
  const { matrix, zeros } = core.plan(key, () => ({
    matrix: core.allocF32(dctMatrix(bins, coefficients, norm, lifter)),
    zeros: core.allocF32(new Float32Array(coefficients)),
  }));
  return denseRows(x, matrix, zeros, coefficients);
}

function dctMatrix(
  bins: number,
  coefficients: number,
  norm: "ortho" | null,
  lifter: number,
): Float32Array {
  const matrix = new Float32Array(coefficients * bins);
  for (let k = 0; k < coefficients; k++) {
    const unit = norm === null ? 2 : Math.sqrt((k === 0 ? 1 : 2) / bins);
    const lift = lifter === 0 ? 1 : 1 + lifter / 2 * Math.sin(Math.PI * (k + 1) / lifter);
    for (let n = 0; n < bins; n++) {
      const turn = (k * (2 * n + 1)) % (4 * bins);
      matrix[k * bins + n] = unit * lift * Math.cos(Math.PI * turn / (2 * bins));
    }
  }
  return matrix;
}
