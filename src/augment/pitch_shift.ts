import { checkNumber } from "../check_option.ts";
import { resample } from "../resample/mod.ts";
import { timeStretch } from "./time_stretch.ts";

/**
 * Shifts the pitch at the same speed, as `librosa.effects.pitch_shift`: stretches time, then
 * resamples.
 *
 * @param samples mono, `[n]`
 * @param options `semitones`: -48 to 48, above 0 for a higher pitch
 * @returns `[n]`
 * @throws {RangeError} when the shift is out of range
 */
export function pitchShift(
  samples: Float32Array,
  options: { readonly semitones: number },
): Float32Array<ArrayBuffer> {
  const { semitones } = options;
  checkNumber("Shifting pitch", "semitones", semitones, { min: -48, max: 48 });
  const rate = 2 ** (-semitones / 12);
  const stretched = timeStretch(samples, { rate });
  const played = resample(stretched, { fromHz: 48_000, toHz: 48_000 * rate });
  const out = new Float32Array(samples.length);
  out.set(played.subarray(0, samples.length));
  return out;
}
