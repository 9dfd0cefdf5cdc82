/**
 * Levels and mixtures.
 *
 * @module
 */
import { checkNumber, checkType } from "../check_option.ts";

/** Computes the mean square of a signal; 0 for an empty one. */
export function power(samples: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i]! ** 2;
  return samples.length > 0 ? sum / samples.length : 0;
}

/**
 * Multiplies a signal by `10 ^ (gainDb / 20)`, and optionally limits it to -1 to 1.
 *
 * @throws {TypeError} when an option has another type
 */
export function gain(
  samples: Float32Array,
  options: { readonly gainDb: number; readonly clip?: boolean },
): Float32Array {
  const { gainDb, clip = false } = options;
  checkNumber("Changing the level", "gainDb", gainDb);
  checkType("Changing the level", "clip", clip, "boolean");
  const factor = 10 ** (gainDb / 20);
  return clip
    ? samples.map((x) => Math.max(-1, Math.min(1, x * factor)))
    : samples.map((x) => x * factor);
}

/** Scales a signal to an RMS level in dB re full scale; silence does not change. */
export function normalizeLevel(samples: Float32Array, levelDbfs: number): Float32Array {
  checkNumber("Changing the level", "levelDbfs", levelDbfs);
  const now = power(samples);
  return now > 0 ? gain(samples, { gainDb: levelDbfs - 10 * Math.log10(now) }) : samples.slice();
}

/**
 * Adds noise so that signal power over noise power is `snrDb`; the noise is repeated or cut to the
 * signal's length. Silent noise or a silent signal adds nothing.
 *
 * @throws {RangeError} when the noise is empty
 */
export function mixAtSnr(
  samples: Float32Array,
  noise: Float32Array,
  options: { readonly snrDb: number },
): Float32Array {
  const fitted = repeated(noise, samples.length);
  const noiseGain = noiseGainAtSnr(samples, noise, options);
  return samples.map((x, i) => x + noiseGain * fitted[i]!);
}

/** Computes the factor of the noise in {@link mixAtSnr}; 0 if the signal or the noise is silent. */
export function noiseGainAtSnr(
  samples: Float32Array,
  noise: Float32Array,
  options: { readonly snrDb: number },
): number {
  checkNumber("Mixing at an SNR", "snrDb", options.snrDb);
  const noisePower = power(repeated(noise, samples.length));
  if (noisePower === 0) return 0;
  return Math.sqrt(power(samples) / noisePower) * 10 ** (-options.snrDb / 20);
}

function repeated(noise: Float32Array, length: number): Float32Array {
  if (noise.length === 0) {
    throw new RangeError("Mixing at an SNR: expected one or more samples of noise, received none");
  }
  return Float32Array.from({ length }, (_, i) => noise[i % noise.length]!);
}
