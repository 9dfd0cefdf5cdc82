// Values of an image: their range, and what lies between two rows.

/** The smallest of `length` values; NaN does not count. */
export function min(x: usize, length: i32): f32 {
  let a = f32x4.splat(Infinity);
  for (; length >= 4; length -= 4) {
    a = f32x4.pmin(a, v128.load(x));
    x += 16;
  }
  let least = f32.min(
    f32.min(f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1)),
    f32.min(f32x4.extract_lane(a, 2), f32x4.extract_lane(a, 3)),
  );
  for (; length > 0; length--) {
    const v = load<f32>(x);
    if (v < least) least = v;
    x += 4;
  }
  return least;
}

/** x = max(x - mean, least), in place; `length` is rounded up to 4, so `x` must have that room. NaN stays. */
export function lift(x: usize, length: i32, mean: f32, least: f32): void {
  const m = f32x4.splat(mean), floor = f32x4.splat(least);
  for (; length > 0; length -= 4) {
    v128.store(x, f32x4.pmax(f32x4.sub(v128.load(x), m), floor));
    x += 16;
  }
}

/**
 * x = max(0, 1 + (x - top) / range), in place, computed in float64 and rounded once; NaN stays. `length` is
 * rounded up to 2, so `x` must have that room.
 */
export function shareOfRange(x: usize, length: i32, top: f64, range: f64): void {
  const t = f64x2.splat(top), r = f64x2.splat(range), one = f64x2.splat(1), zero = f64x2.splat(0);
  for (; length > 0; length -= 2) {
    const below = f64x2.div(f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(x)), t), r);
    v128.store64_lane(x, f32x4.demote_f64x2_zero(f64x2.max(zero, f64x2.add(one, below))), 0);
    x += 8;
  }
}

/** x = min(max(x, floor), ceiling), in place; `length` is rounded up to 4, so `x` must have that room. NaN stays. */
export function clamp(x: usize, length: i32, floor: f32, ceiling: f32): void {
  const least = f32x4.splat(floor), most = f32x4.splat(ceiling);
  for (; length > 0; length -= 4) {
    v128.store(x, f32x4.pmin(f32x4.pmax(v128.load(x), least), most));
    x += 16;
  }
}

/** out = a + (b - a) share; `length` is rounded up to 4, so all must have that room. */
export function blend(a: usize, b: usize, share: f32, length: i32, out: usize): void {
  const s = f32x4.splat(share);
  for (; length > 0; length -= 4) {
    const v = v128.load(a);
    v128.store(out, f32x4.add(v, f32x4.mul(f32x4.sub(v128.load(b), v), s)));
    a += 16;
    b += 16;
    out += 16;
  }
}
