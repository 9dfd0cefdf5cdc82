/**
 * Filters that simulate microphones, phones and rooms.
 *
 * @module
 */
import { checkNumber } from "../check_option.ts";
import type { Random } from "../random.ts";
import { convolve } from "./convolve.ts";

/**
 * Filters a signal with a linear-phase low-pass, a Hamming-windowed sinc of 101 taps, without
 * delay.
 *
 * @throws {RangeError} when a frequency is not above 0
 */
export function lowPass(
  samples: Float32Array,
  options: { readonly cutoffHz: number; readonly sampleRateHz: number },
): Float32Array {
  checkNumber("Filtering", "cutoffHz", options.cutoffHz, { above: 0 });
  checkNumber("Filtering", "sampleRateHz", options.sampleRateHz, { above: 0 });
  const half = 50;
  const cutoff = options.cutoffHz / options.sampleRateHz;
  const taps = Float32Array.from({ length: 2 * half + 1 }, (_, i) => {
    const t = i - half;
    const sinc = t === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * t) / (Math.PI * t);
    return sinc * (0.54 + 0.46 * Math.cos(Math.PI * t / half));
  });
  return convolve(samples, taps).subarray(half, half + samples.length);
}

/**
 * Tilts the spectrum: `y[n] = x[n] - amount * x[n - 1]`. An amount above 0 raises high frequencies.
 */
export function tilt(samples: Float32Array, amount: number): Float32Array {
  checkNumber("Tilting the spectrum", "amount", amount);
  return samples.map((x, i) => x - amount * (i > 0 ? samples[i - 1]! : 0));
}

/**
 * Adds reverberation: direct sound and a tail of noise that decays by 60 dB in `t60Seconds`.
 *
 * @throws {RangeError} when the time or the rate is not above 0
 */
export function reverberate(
  samples: Float32Array,
  options: {
    readonly t60Seconds: number;
    /** Ratio of the power of the direct sound to that of the tail, in dB. */
    readonly directDb: number;
    readonly sampleRateHz: number;
    readonly random: Random;
  },
): Float32Array {
  const { t60Seconds, directDb, sampleRateHz, random } = options;
  checkNumber("Reverberating", "t60Seconds", t60Seconds, { above: 0 });
  checkNumber("Reverberating", "directDb", directDb);
  checkNumber("Reverberating", "sampleRateHz", sampleRateHz, { above: 0 });
  const length = Math.ceil(t60Seconds * sampleRateHz);
  const response = new Float32Array(length);
  const first = Math.round(0.003 * sampleRateHz);
  let tail = 0;
  for (let i = first; i < length; i++) {
    response[i] = random.normal() * 10 ** (-3 * i / length);
    tail += response[i]! ** 2;
  }
  const scale = 10 ** (-directDb / 20) / Math.sqrt(tail || 1);
  for (let i = first; i < length; i++) response[i]! *= scale;
  response[0] = 1;
  return convolve(samples, response).subarray(0, samples.length);
}

/**
 * Draws noise from white (`slope` 0) to brown (`slope` near 1).
 *
 * @throws {RangeError} when the length is not an integer from 0 or the slope not from -1 to 1
 */
export function coloredNoise(length: number, slope: number, random: Random): Float32Array {
  checkNumber("Making noise", "length", length, { min: 0, integer: true });
  checkNumber("Making noise", "slope", slope, { min: -1, max: 1 });
  const noise = new Float32Array(length);
  for (let i = 0, last = 0; i < length; i++) noise[i] = last = slope * last + random.normal();
  return noise;
}
