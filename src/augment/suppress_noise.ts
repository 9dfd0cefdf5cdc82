import { checkNumber } from "../check_option.ts";
import { istft, stft } from "../features/mod.ts";

const FRAMES = { nFft: 256, hopSamples: 64 };
/** Share of the quietest frames of a bin that estimate its noise. */
const QUIET_SHARE = 0.15;
/** Ratio of the mean power of noise, which is exponentially distributed, to that quantile. */
const MEAN_OF_QUANTILE = -1 / Math.log(1 - QUIET_SHARE);

/**
 * Suppresses stationary noise as phones do: spectral subtraction of the noise floor of each bin,
 * which leaves musical noise.
 *
 * @param samples mono, `[n]`
 * @param options `depthDb`: largest attenuation, above 0
 * @returns `[n]`
 * @throws {RangeError} when `depthDb` is not above 0
 * @see Berouti, Schwartz and Makhoul, "Enhancement of speech corrupted by acoustic noise", 1979
 */
export function suppressNoise(
  samples: Float32Array,
  options: { readonly depthDb: number },
): Float32Array {
  checkNumber("Suppressing noise", "depthDb", options.depthDb, { above: 0 });
  const spectra = stft(samples, FRAMES);
  const { data, frames, bins } = spectra;
  const least = 10 ** (-options.depthDb / 20);
  const power = new Float32Array(frames);
  for (let k = 0; k < bins; k++) {
    for (let t = 0; t < frames; t++) {
      const at = 2 * (t * bins + k);
      power[t] = data[at]! ** 2 + data[at + 1]! ** 2;
    }
    const floor = MEAN_OF_QUANTILE * power.slice().sort()[Math.floor(QUIET_SHARE * frames)]!;
    for (let t = 0; t < frames; t++) {
      const at = 2 * (t * bins + k);
      const gain = Math.max(least, Math.sqrt(Math.max(0, 1 - floor / (power[t]! || 1))));
      data[at]! *= gain;
      data[at + 1]! *= gain;
    }
  }
  return istft(spectra, { ...FRAMES, lengthSamples: samples.length });
}
