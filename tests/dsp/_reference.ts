/**
 * References in float64 and comparisons with bounds from the analysis of rounding errors: n
 * consecutive additions or multiplications have an error of at most n u times the sum of the
 * absolute terms (Higham, "Accuracy and Stability of Numerical Algorithms", chapter 3).
 *
 * @module
 */
import fc from "fast-check";
import assert from "node:assert/strict";
import { noise } from "../features/_reference.ts";

/** Unit roundoff of float32. */
export const U: number = 2 ** -24;
/** Unit roundoff of float64. */
export const U64: number = 2 ** -53;

/** Arbitrary float32 values, including NaN and infinity. */
export const float32s: fc.Arbitrary<Float32Array<ArrayBuffer>> = fc.float32Array({ maxLength: 40 })
  .map((values) => Float32Array.from(values));
/** Arbitrary float32 value, including NaN and infinity. */
export const float32: fc.Arbitrary<number> = fc.float();
export const seeds: fc.Arbitrary<number> = fc.nat({ max: 999 });

/** Arbitrary `length` samples from -1 to 1; one run of four has a NaN or an infinity. */
export function signal(length: number, seed: number): Float32Array<ArrayBuffer> {
  const values = noise(length, seed);
  if (seed % 4 === 0 && length > 0) {
    values[seed % length] = [NaN, Infinity, -Infinity][seed % 3]!;
  }
  return values;
}

/** Rounds up to a multiple of `unit`. */
export function roundUp(length: number, unit: number): number {
  return Math.ceil(length / unit) * unit;
}

/** Checks that values are bit-identical; all NaN are equal. */
export function assertSame(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    if (!Object.is(actual[i], expected[i])) {
      assert.fail(`Value ${i}: expected ${expected[i]}, received ${actual[i]}`);
    }
  }
}

/** Checks that all errors are within their bounds, and that NaN and infinity match. */
export function assertWithin(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  bound: number | ArrayLike<number>,
): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const allowed = typeof bound === "number" ? bound : bound[i]!;
    const same = Object.is(actual[i], expected[i]) ||
      Math.abs(actual[i]! - expected[i]!) <= allowed;
    if (!same) {
      assert.fail(`Value ${i}: expected ${expected[i]} within ${allowed}, received ${actual[i]}`);
    }
  }
}

/** Dot product with the bound of its error. */
export interface Dot {
  readonly value: number;
  readonly bound: number;
}

/**
 * Computes the dot product of two float32 vectors.
 *
 * @param depth number of consecutive additions and multiplications
 */
export function dot(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  depth: number = a.length + 1,
  unit: number = U,
): Dot {
  let value = 0;
  let size = 0;
  for (let i = 0; i < a.length; i++) {
    value += a[i]! * b[i]!;
    size += Math.abs(a[i]! * b[i]!);
  }
  return { value, bound: depth * unit * size };
}

/** Complex values as separate arrays. */
export interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Computes the discrete Fourier transform by its definition. */
export function dft(re: ArrayLike<number>, im: ArrayLike<number>): Complex {
  const n = re.length;
  const cos = Float64Array.from({ length: n }, (_, j) => Math.cos(2 * Math.PI * j / n));
  const sin = Float64Array.from({ length: n }, (_, j) => Math.sin(2 * Math.PI * j / n));
  const out = { re: new Float64Array(n), im: new Float64Array(n) };
  for (let k = 0; k < n; k++) {
    for (let j = 0, turn = 0; j < n; j++, turn = (turn + k) % n) {
      out.re[k]! += re[j]! * cos[turn]! + im[j]! * sin[turn]!;
      out.im[k]! += im[j]! * cos[turn]! - re[j]! * sin[turn]!;
    }
  }
  return out;
}

/**
 * Checks a spectrum against its float64 reference in the 2-norm, whose relative error is at most 7
 * u log2 n for a transform in unit roundoff u with rounded factors (Higham, theorem 24.2).
 *
 * @param extra number of further consecutive operations, such as a window or a split
 */
export function assertSpectrum(
  actual: Complex,
  expected: Complex,
  extra = 0,
  unit: number = U,
): void {
  assert.equal(actual.re.length, expected.re.length);
  let error = 0;
  let size = 0;
  for (let k = 0; k < expected.re.length; k++) {
    error += (actual.re[k]! - expected.re[k]!) ** 2 + (actual.im[k]! - expected.im[k]!) ** 2;
    size += expected.re[k]! ** 2 + expected.im[k]! ** 2;
  }
  const bound = (7 * Math.log2(expected.re.length) + extra) * unit;
  const relative = Math.sqrt(error / size);
  if (!(error === 0 || relative <= bound)) {
    assert.fail(`Relative error ${relative}, expected at most ${bound}`);
  }
}

/** Extracts one lane of complex blocks `[re x4][im x4]`. */
export function laneOf(blocks: ArrayLike<number>, lane: number): Complex {
  const length = blocks.length / 8;
  return {
    re: Float64Array.from({ length }, (_, k) => blocks[8 * k + lane]!),
    im: Float64Array.from({ length }, (_, k) => blocks[8 * k + 4 + lane]!),
  };
}

/** Reads blocks whose lanes are four neighbors of one transform. */
export function neighborsOf(blocks: ArrayLike<number>): Complex {
  const length = blocks.length / 2;
  return {
    re: Float64Array.from({ length }, (_, k) => blocks[2 * k - k % 4]!),
    im: Float64Array.from({ length }, (_, k) => blocks[2 * k - k % 4 + 4]!),
  };
}

/** Splits interleaved values into real and imaginary part. */
export function interleavedOf(values: ArrayLike<number>): Complex {
  const length = values.length / 2;
  return {
    re: Float64Array.from({ length }, (_, k) => values[2 * k]!),
    im: Float64Array.from({ length }, (_, k) => values[2 * k + 1]!),
  };
}

/** Spectrum of a real signal, with the magnitudes that scale its rounding errors. */
export interface Split extends Complex {
  readonly size: Float64Array;
}

/**
 * Computes the real transform of 2 n samples from the complex one of their n pairs: with the
 * transforms E and O of the even and the odd samples, X[k] = E[k] + exp(-pi i k / n) O[k].
 */
export function splitReference({ re, im }: Complex): Split {
  const n = re.length;
  const out = {
    re: new Float64Array(n + 1),
    im: new Float64Array(n + 1),
    size: new Float64Array(n + 1),
  };
  for (let k = 0; k <= n; k++) {
    const [a, b] = [k % n, (n - k) % n];
    const even = { re: (re[a]! + re[b]!) / 2, im: (im[a]! - im[b]!) / 2 };
    const odd = { re: (im[a]! + im[b]!) / 2, im: (re[b]! - re[a]!) / 2 };
    const [cos, sin] = [Math.cos(Math.PI * k / n), -Math.sin(Math.PI * k / n)];
    out.re[k] = even.re + cos * odd.re - sin * odd.im;
    out.im[k] = even.im + cos * odd.im + sin * odd.re;
    out.size[k] = Math.abs(re[a]!) + Math.abs(re[b]!) + Math.abs(im[a]!) + Math.abs(im[b]!);
  }
  return out;
}
