import { ratioOf, type ResampleRates, scaledCeil } from "./_ratio.ts";
import { requireRoom, requireSamples } from "./_samples.ts";
import { Resampler } from "./resampler.ts";

/**
 * Changes the sample rate of a whole signal.
 *
 * Output `i` is the signal at `i / toHz` seconds, with gain 1 and no delay; the signal is extended
 * by silence. With the default band, the response is flat to 0.95 of the lower Nyquist frequency
 * and at most -135 dB from 0.975 of it. A tone in the pass band has a signal-to-noise ratio of at
 * least 132 dB. Memory apart from input and output does not grow with the signal.
 *
 * @example
 * ```ts
 * import { resample } from "@babycry/babycry/resample";
 * import assert from "node:assert/strict";
 *
 * const sine = (i: number, rateHz: number) => Math.sin(2 * Math.PI * 440 * i / rateHz);
 * const second = Float32Array.from({ length: 44_100 }, (_, i) => sine(i, 44_100));
 * const converted = resample(second, { fromHz: 44_100, toHz: 16_000 });
 * assert.equal(converted.length, 16_000);
 * assert(Math.abs(converted[8009]! - sine(8009, 16_000)) < 1e-6);
 * ```
 *
 * @param samples mono, `[n]`, full scale -1 to 1; a NaN or an infinity affects only outputs within
 * {@link Resampler.delaySamples} of it
 * @returns `[resampleLength(n, rates)]`, always a new array
 * @throws {TypeError} when `samples` is not a `Float32Array`
 * @throws {RangeError} when a rate is out of range
 */
export function resample(samples: Float32Array, rates: ResampleRates): Float32Array {
  requireSamples(samples);
  const out = new Float32Array(scaledCeil(samples.length, ratioOf(rates)));
  resampleInto(out, samples, rates);
  return out;
}

/**
 * Resamples as {@link resample} does, into an existing array.
 *
 * @param out `[resampleLength(n, rates)]`; must not overlap `samples`
 * @throws {RangeError} when `out` has another length, or a rate is out of range
 */
export function resampleInto(out: Float32Array, samples: Float32Array, rates: ResampleRates): void {
  requireSamples(samples);
  const length = scaledCeil(samples.length, ratioOf(rates));
  requireRoom(out, length);
  if (out.length > length) {
    throw new RangeError(`Resampling: expected out of ${length} samples, received ${out.length}`);
  }
  const resampler = new Resampler(rates);
  const written = resampler.processInto(out, samples);
  resampler.flushInto(out.subarray(written));
}
