/**
 * FFT of any length in float64, by convolution with a chirp unless the length is a power of two.
 *
 * @see Bluestein, "A linear filtering approach to the computation of discrete Fourier transform",
 * 1970
 * @module
 */
import type { DspCore } from "./core.ts";

/** Plan of a transform, in the core's memory. */
export interface BluesteinPlan {
  readonly length: number;
  /**
   * Points of the convolution, a power of two; equal to `length` for a transform without
   * convolution.
   */
  readonly points: number;
  /** Address of exp(-i pi k ** 2 / length), `[length, 2]` float64. */
  readonly chirp: number;
  /**
   * Address of the transform of the conjugate chirp, divided by `points`, `[points, 2]` float64.
   */
  readonly response: number;
  readonly twiddles: number;
}

/** Plans a transform of any `length` above 0. */
export function planBluestein(core: DspCore, length: number): BluesteinPlan {
  return core.plan(`bluestein ${length}`, () => {
    let points = 1;
    while (points < length) points *= 2;
    if (points > length) { while (points < 2 * length - 1) points *= 2; }
    const chirp = core.alloc(length * 16);
    const twiddles = core.alloc(points * 8);
    const response = core.alloc(points * 16);
    const spare = core.alloc(points * 16);
    const w = core.f64(twiddles, points);
    for (let k = 0; k < points / 2; k++) {
      w[2 * k] = Math.cos(-2 * Math.PI * k / points);
      w[2 * k + 1] = Math.sin(-2 * Math.PI * k / points);
    }
    const c = core.f64(chirp, 2 * length);
    const h = core.f64(response, 2 * points).fill(0);
    for (let k = 0; k < length; k++) {
      const angle = -Math.PI * ((k * k) % (2 * length)) / length;
      const re = c[2 * k] = Math.cos(angle);
      const im = c[2 * k + 1] = Math.sin(angle);
      for (const at of [k, (points - k) % points]) {
        h[2 * at] = re / points;
        h[2 * at + 1] = -im / points;
      }
    }
    const done = core.kernels.fft64(points, twiddles, response, spare);
    return { length, points, chirp, response: done, twiddles };
  });
}

/**
 * Transforms `length` complex values and writes the first `out.length / 2` results. Call inside
 * scratch.
 *
 * @param at writes the real and imaginary part of value k to `value`
 */
export function bluestein(
  core: DspCore,
  plan: BluesteinPlan,
  at: (k: number, value: [number, number]) => void,
  out: Float32Array,
): void {
  const { length, points, twiddles } = plan;
  const x = core.alloc(points * 16);
  const y = core.alloc(points * 16);
  const c = core.f64(plan.chirp, 2 * length);
  const a = core.f64(x, 2 * points).fill(0);
  const value: [number, number] = [0, 0];
  if (points === length) {
    for (let k = 0; k < length; k++) {
      at(k, value);
      a.set(value, 2 * k);
    }
    out.set(core.f64(core.kernels.fft64(points, twiddles, x, y), out.length));
    return;
  }
  for (let k = 0; k < length; k++) {
    at(k, value);
    a[2 * k] = value[0] * c[2 * k]! - value[1] * c[2 * k + 1]!;
    a[2 * k + 1] = value[0] * c[2 * k + 1]! + value[1] * c[2 * k]!;
  }
  const spectrum = core.kernels.fft64(points, twiddles, x, y);
  core.kernels.multiply64(spectrum, plan.response, points);
  // Inverse: the forward transform of the conjugate, conjugated.
  const s = core.f64(spectrum, 2 * points);
  for (let k = 1; k < s.length; k += 2) s[k] = -s[k]!;
  const done = core.kernels.fft64(points, twiddles, spectrum, spectrum === x ? y : x);
  const z = core.f64(done, 2 * points);
  for (let k = 0; k < out.length; k += 2) {
    out[k] = z[k]! * c[k]! + z[k + 1]! * c[k + 1]!;
    out[k + 1] = z[k]! * c[k + 1]! - z[k + 1]! * c[k]!;
  }
}
