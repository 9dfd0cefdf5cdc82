import type { FrameMatrix } from "../../types.ts";
import type { FrameOptions } from "../_frames.ts";
import { checkNumber } from "../_check.ts";
import { eachFrame } from "../_spectrum.ts";

/**
 * Computes the ratio of the geometric to the arithmetic mean of the power of each frame, as
 * `librosa.feature.spectral_flatness`: 1 for a flat spectrum, near 0 for a tone.
 *
 * @param input samples, or magnitudes `[frames, floor(nFft / 2) + 1]`
 * @param options `power`: exponent of the magnitude, default 2; `amin`: floor, default 1e-10
 * @returns 0 to 1, `[frames]`
 * @throws {RangeError} when an option is out of range
 */
export function spectralFlatness(
  input: Float32Array | FrameMatrix,
  options: Partial<FrameOptions> & { readonly power?: number; readonly amin?: number } = {},
): Float32Array<ArrayBuffer> {
  const amin = checkNumber("amin", options.amin ?? 1e-10, { above: 0 });
  const power = checkNumber("power", options.power ?? 2, { above: 0 });
  return eachFrame(input, options, (row) => {
    let logs = 0, sum = 0;
    for (let k = 0; k < row.length; k++) {
      const value = Math.max(amin, power === 2 ? row[k]! * row[k]! : row[k]! ** power);
      logs += Math.log(value);
      sum += value;
    }
    return Math.exp(logs / row.length) / (sum / row.length);
  });
}
