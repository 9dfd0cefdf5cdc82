// Natural logarithm of vectors, after Cephes' logf: mantissa in [sqrt 0.5, sqrt 2), a polynomial in
// Estrin's order, no table. Within 0.9 ULP; x must be normal and positive, infinity and NaN stay.

const SQRT_HALF_BITS: i32 = 0x3f3504f3;
const LN_2_HIGH: f32 = 0.693359375;
const LN_2_LOW: f32 = -2.12194440e-4;

// @ts-ignore: decorator
@inline
function term(a: v128, b: f32): v128 {
  return f32x4.add(a, f32x4.splat(b));
}

// @ts-ignore: decorator
@inline
export function logVector(x: v128): v128 {
  const offset = i32x4.sub(x, i32x4.splat(SQRT_HALF_BITS));
  const exponent = i32x4.shr_s(offset, 23);
  const f = term(i32x4.sub(x, i32x4.shl(exponent, 23)), -1);
  const e = f32x4.convert_i32x4_s(exponent);
  const f2 = f32x4.mul(f, f), f4 = f32x4.mul(f2, f2);
  const p01 = term(f32x4.mul(f, f32x4.splat(-2.4999993993E-1)), 3.3333331174E-1);
  const p23 = term(f32x4.mul(f, f32x4.splat(-1.6668057665E-1)), 2.0000714765E-1);
  const p45 = term(f32x4.mul(f, f32x4.splat(-1.2420140846E-1)), 1.4249322787E-1);
  const p67 = term(f32x4.mul(f, f32x4.splat(-1.1514610310E-1)), 1.1676998740E-1);
  const p4567 = f32x4.add(p45, f32x4.mul(f2, p67));
  const p4to8 = f32x4.add(p4567, f32x4.mul(f4, f32x4.splat(7.0376836292E-2)));
  const p = f32x4.add(f32x4.add(p01, f32x4.mul(f2, p23)), f32x4.mul(f4, p4to8));
  const low = f32x4.add(
    f32x4.mul(f32x4.mul(f2, f), p),
    f32x4.sub(f32x4.mul(e, f32x4.splat(LN_2_LOW)), f32x4.mul(f2, f32x4.splat(0.5))),
  );
  const y = f32x4.add(f32x4.add(low, f), f32x4.mul(e, f32x4.splat(LN_2_HIGH)));
  return v128.bitselect(y, x, f32x4.lt(x, f32x4.splat(f32.POSITIVE_INFINITY)));
}

/**
 * x = offset + scale * ln(max(x, floor)) over `length` values, in place. `length` is rounded up to 4, so
 * `x` must have that room; `floor` is at least the smallest normal number. NaN stays NaN.
 */
export function logScaled(x: usize, length: i32, floor: f32, scale: f32, offset: f32): void {
  const least = f32x4.splat(floor), factor = f32x4.splat(scale), shift = f32x4.splat(offset);
  for (; length > 0; length -= 4) {
    // `pmax` is one instruction, and keeps a NaN that comes first.
    const y = logVector(f32x4.pmax(v128.load(x), least));
    v128.store(x, f32x4.add(f32x4.mul(y, factor), shift));
    x += 16;
  }
}
