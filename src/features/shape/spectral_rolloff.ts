import type { FrameMatrix } from "../../types.ts";
import { checkNumber } from "../_check.ts";
import { eachFrame, type SpectrumOptions } from "../_spectrum.ts";

/**
 * Computes the frequency below which each frame has a given share of its magnitude, as
 * `librosa.feature.spectral_rolloff`.
 *
 * @param input samples, or magnitudes `[frames, floor(nFft / 2) + 1]`
 * @param options `rollPercent`: share, between 0 and 1, default 0.85
 * @returns Hz, `[frames]`; 0 in silence
 * @throws {RangeError} when an option is out of range
 */
export function spectralRolloff(
  input: Float32Array | FrameMatrix,
  options: SpectrumOptions & { readonly rollPercent?: number },
): Float32Array<ArrayBuffer> {
  const share = checkNumber("rollPercent", options.rollPercent ?? 0.85, { above: 0, max: 1 });
  const { sampleRateHz } = options;
  checkNumber("sampleRateHz", sampleRateHz, { above: 0 });
  return eachFrame(input, options, (row, nFft) => {
    const hz = sampleRateHz / nFft;
    const total = row.reduce((sum, value) => sum + value, 0);
    let bin = 0;
    for (let sum = row[0]!; sum < share * total && bin + 1 < row.length;) sum += row[++bin]!;
    return Number.isNaN(total) ? NaN : bin * hz;
  });
}
