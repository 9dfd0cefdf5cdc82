import { checkNumber } from "../check_option.ts";
import { istft } from "../features/mod.ts";
import type { ComplexFrameMatrix } from "../types.ts";
import { type PolarSpectra, polarSpectra } from "./_polar_spectra.ts";

/** STFT of the phase vocoder, with librosa's defaults. */
const FRAMES = { nFft: 2048, hopSamples: 512 };

/**
 * Changes the speed at the same pitch with a phase vocoder, as `librosa.effects.time_stretch`.
 *
 * @param samples mono, `[n]`
 * @param options `rate`: above 1 for faster
 * @returns `[round(n / rate)]`
 * @throws {RangeError} when the rate is not above 0
 * @see Ellis, "A phase vocoder in Matlab", 2002
 */
export function timeStretch(
  samples: Float32Array,
  options: { readonly rate: number },
): Float32Array<ArrayBuffer> {
  const { rate } = options;
  checkNumber("Stretching time", "rate", rate, { above: 0 });
  const spectra = polarSpectra(samples, FRAMES.nFft, FRAMES.hopSamples);
  const lengthSamples = roundHalfEven(samples.length / rate);
  return istft(vocode(spectra, rate), { ...FRAMES, lengthSamples });
}

/**
 * Resamples frames in time: interpolates magnitudes, and advances phases as between the two frames.
 */
function vocode(
  { magnitude, angle, frames, bins }: PolarSpectra,
  rate: number,
): ComplexFrameMatrix {
  const steps = Math.ceil(frames / rate);
  const out = new Float32Array(steps * bins * 2);
  const phase = angle.slice(0, bins);
  const turn = 2 * Math.PI;
  for (let t = 0, at = 0; t < steps; t++) {
    const here = Math.floor(t * rate);
    const share = t * rate - here;
    for (let k = 0, a = here * bins, b = a + bins; k < bins; k++, a++, b++, at += 2) {
      // After the last frame there are zeros.
      const size = (1 - share) * magnitude[a]! + share * (magnitude[b] ?? 0);
      out[at] = size * Math.cos(phase[k]!);
      out[at + 1] = size * Math.sin(phase[k]!);
      const advance = turn * FRAMES.hopSamples * k / FRAMES.nFft;
      const deviation = (angle[b] ?? 0) - angle[a]! - advance;
      phase[k]! += advance + deviation - turn * Math.round(deviation / turn);
    }
  }
  return { data: out, frames: steps, bins };
}

/** Rounds half to even, as Python rounds the length. */
function roundHalfEven(value: number): number {
  const down = Math.floor(value);
  return value - down === 0.5 ? down + down % 2 : Math.round(value);
}
