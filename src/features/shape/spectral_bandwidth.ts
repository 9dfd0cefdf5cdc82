import type { FrameMatrix } from "../../types.ts";
import { checkNumber } from "../_check.ts";
import { eachFrame, type SpectrumOptions } from "../_spectrum.ts";
import { centroidBin } from "./spectral_centroid.ts";

/**
 * Computes the spread of each frame around its centroid, as `librosa.feature.spectral_bandwidth`:
 * `sum(share * abs(f - centroid) ** p) ** (1 / p)`.
 *
 * @param input samples, or magnitudes `[frames, floor(nFft / 2) + 1]`
 * @param options `p`: exponent, above 0. Default 2
 * @returns Hz, `[frames]`; 0 in silence
 * @throws {RangeError} when an option is out of range
 */
export function spectralBandwidth(
  input: Float32Array | FrameMatrix,
  options: SpectrumOptions & { readonly p?: number },
): Float32Array<ArrayBuffer> {
  const p = checkNumber("p", options.p ?? 2, { above: 0 });
  const { sampleRateHz } = options;
  checkNumber("sampleRateHz", sampleRateHz, { above: 0 });
  return eachFrame(input, options, (row, nFft) => {
    const hz = sampleRateHz / nFft;
    const center = centroidBin(row);
    let sum = 0, spread = 0;
    for (let k = 0; k < row.length; k++) {
      const away = Math.abs(k - center);
      sum += row[k]!;
      spread += row[k]! * (p === 2 ? away * away : away ** p);
    }
    return sum === 0 ? 0 : (spread / sum) ** (1 / p) * hz;
  });
}
