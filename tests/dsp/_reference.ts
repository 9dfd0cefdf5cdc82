/**
 * References in float64 and comparisons with bounds from the analysis of rounding errors: n additions or
 * multiplications in a row are off by at most n u times the sum of the absolute terms (Higham, "Accuracy
 * and Stability of Numerical Algorithms", chapter 3).
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

/** Any float32 values, NaN and infinity included. */
export const float32s: fc.Arbitrary<Float32Array<ArrayBuffer>> = fc.float32Array({ maxLength: 40 })
  .map((values) => Float32Array.from(values));
/** Any float32 value, NaN and infinity included. */
export const float32: fc.Arbitrary<number> = fc.float();
export const seeds: fc.Arbitrary<number> = fc.nat({ max: 999 });

/** `length` samples between -1 and 1, in one run of four with a NaN or an infinity at some place. */
export function signal(length: number, seed: number): Float32Array<ArrayBuffer> {
  const values = noise(length, seed);
  if (seed % 4 === 0 && length > 0) {
    values[seed % length] = [NaN, Infinity, -Infinity][seed % 3]!;
  }
  return values;
}

/** The next multiple of `unit`. */
export function roundUp(length: number, unit: number): number {
  return Math.ceil(length / unit) * unit;
}

/** Checks that values are the same to the bit; one NaN is like another. */
export function assertSame(got: ArrayLike<number>, want: ArrayLike<number>): void {
  assert.equal(got.length, want.length);
  for (let i = 0; i < want.length; i++) {
    if (!Object.is(got[i], want[i])) {
      assert.fail(`Value ${i}: expected ${want[i]}, received ${got[i]}`);
    }
  }
}

/** Checks that no value is off by more than its bound, and that NaN and infinity are where they belong. */
export function assertWithin(
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  bound: number | ArrayLike<number>,
): void {
  assert.equal(got.length, want.length);
  for (let i = 0; i < want.length; i++) {
    const allowed = typeof bound === "number" ? bound : bound[i]!;
    const same = Object.is(got[i], want[i]) || Math.abs(got[i]! - want[i]!) <= allowed;
    if (!same) {
      assert.fail(`Value ${i}: expected ${want[i]} within ${allowed}, received ${got[i]}`);
    }
  }
}

/** A product of vectors with the bound of its error. */
export interface Dot {
  readonly value: number;
  readonly bound: number;
}

/**
 * Sum of the products of two float32 vectors.
 *
 * @param depth additions and multiplications in a row
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

/** Discrete Fourier transform by its definition. */
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
 * Checks a spectrum against its float64 reference in the 2-norm, whose relative error is at most 7 u log2 n
 * for a transform in unit roundoff u with rounded factors (Higham, theorem 24.2).
 *
 * @param extra operations in a row around the transform, such as a window or a split
 */
export function assertSpectrum(got: Complex, want: Complex, extra = 0, unit: number = U): void {
  assert.equal(got.re.length, want.re.length);
  let error = 0;
  let size = 0;
  for (let k = 0; k < want.re.length; k++) {
    error += (got.re[k]! - want.re[k]!) ** 2 + (got.im[k]! - want.im[k]!) ** 2;
    size += want.re[k]! ** 2 + want.im[k]! ** 2;
  }
  const bound = (7 * Math.log2(want.re.length) + extra) * unit;
  const relative = Math.sqrt(error / size);
  if (!(error === 0 || relative <= bound)) {
    assert.fail(`Relative error ${relative}, expected at most ${bound}`);
  }
}

/** One lane of complex blocks `[re x4][im x4]`. */
export function laneOf(blocks: ArrayLike<number>, lane: number): Complex {
  const length = blocks.length / 8;
  return {
    re: Float64Array.from({ length }, (_, k) => blocks[8 * k + lane]!),
    im: Float64Array.from({ length }, (_, k) => blocks[8 * k + 4 + lane]!),
  };
}

/** Blocks whose lanes are four neighbors of one transform, in order. */
export function neighborsOf(blocks: ArrayLike<number>): Complex {
  const length = blocks.length / 2;
  return {
    re: Float64Array.from({ length }, (_, k) => blocks[2 * k - k % 4]!),
    im: Float64Array.from({ length }, (_, k) => blocks[2 * k - k % 4 + 4]!),
  };
}

/** Interleaved values re, im as separate arrays. */
export function interleavedOf(values: ArrayLike<number>): Complex {
  const length = values.length / 2;
  return {
    re: Float64Array.from({ length }, (_, k) => values[2 * k]!),
    im: Float64Array.from({ length }, (_, k) => values[2 * k + 1]!),
  };
}

/** Spectrum of a real signal, with the magnitudes that its rounding errors are relative to. */
export interface Split extends Complex {
  readonly size: Float64Array;
}

/**
 * The real transform of 2 n samples from the complex one of their n pairs, by its definition: with the
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
