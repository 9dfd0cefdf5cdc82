import type { FrameMatrix } from "../../types.ts";
import { checkNumber } from "../_check.ts";
import { eachFrame, type SpectrumOptions } from "../_spectrum.ts";

/**
 * Computes the mean frequency of each frame, weighted by magnitude, as
 * `librosa.feature.spectral_centroid`.
 *
 * @param input samples, or magnitudes `[frames, floor(nFft / 2) + 1]`
 * @returns Hz, `[frames]`; 0 in silence
 * @throws {RangeError} when an option is out of range
 */
export function spectralCentroid(
  input: Float32Array | FrameMatrix,
  options: SpectrumOptions,
): Float32Array<ArrayBuffer> {
  const { sampleRateHz } = options;
  checkNumber("sampleRateHz", sampleRateHz, { above: 0 });
  return eachFrame(input, options, (row, nFft) => centroidBin(row) * sampleRateHz / nFft);
}

/** Computes the centroid of a row, in bins. */
export function centroidBin(row: Float32Array): number {
  let sum = 0, weighted = 0;
  for (let k = 0; k < row.length; k++) {
    sum += row[k]!;
    weighted += k * row[k]!;
  }
  return sum === 0 ? 0 : weighted / sum;
}
