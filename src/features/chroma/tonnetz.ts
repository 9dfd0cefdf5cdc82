import { isInstance } from "../../instance_of.ts";
import type { FrameMatrix } from "../../types.ts";
import { checkMatrix } from "../_check.ts";
import { multiplyRows } from "../_matrix.ts";
import { normalizeRows } from "../_spectrum.ts";
import { chromaCqt, type ChromaCqtOptions } from "./chroma_cqt.ts";

/**
 * Computes the tonal centroids of each frame: fifths, minor and major thirds as x, y pairs, as
 * `librosa.feature.tonnetz`.
 *
 * @param input samples, for `chromaCqt` with `options`, or pitch classes `[frames, n]`
 * @returns `[frames, 6]`
 * @throws {RangeError} when an option is out of range
 * @see Harte, Sandler and Gasser, "Detecting harmonic change in musical audio", 2006
 */
export function tonnetz(input: Float32Array, options: ChromaCqtOptions): FrameMatrix;
/** Computes tonal centroids from pitch classes. */
export function tonnetz(input: FrameMatrix): FrameMatrix;
export function tonnetz(
  input: Float32Array | FrameMatrix,
  options?: ChromaCqtOptions,
): FrameMatrix {
  if (isInstance(input, "Float32Array") && options === undefined) {
    throw new TypeError(
      "Computing tonal centroids: expected options with sampleRateHz, received none",
    );
  }
  if (!isInstance(input, "Float32Array")) checkMatrix(input);
  const chroma = isInstance(input, "Float32Array") ? chromaCqt(input, options!) : input;
  return multiplyRows(normalizeRows(chroma, 1), centroidMatrix(chroma.bins));
}

/**
 * Radius of the circles of fifths, minor and major thirds, and their angle per pitch class in half
 * turns.
 */
const CIRCLES = [[1, 7 / 6], [1, 3 / 2], [0.5, 2 / 3]] as const;

function centroidMatrix(classes: number): FrameMatrix {
  const data = new Float32Array(6 * classes);
  for (const [circle, [radius, turns]] of CIRCLES.entries()) {
    for (let c = 0; c < classes; c++) {
      const angle = Math.PI * turns * 12 * c / classes;
      data[2 * circle * classes + c] = radius * Math.sin(angle);
      data[(2 * circle + 1) * classes + c] = radius * Math.cos(angle);
    }
  }
  return { data, frames: 6, bins: classes };
}
