// Sums over vectors. Four accumulators hide the latency of the add and keep the rounding error low.

/** Dot product of two float32 vectors; any length, any alignment of 4. */
export function dot(a: usize, b: usize, length: i32): f32 {
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
  let n = length;
  for (; n >= 16; n -= 16) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load(a), v128.load(b)));
    s1 = f32x4.add(s1, f32x4.mul(v128.load(a, 16), v128.load(b, 16)));
    s2 = f32x4.add(s2, f32x4.mul(v128.load(a, 32), v128.load(b, 32)));
    s3 = f32x4.add(s3, f32x4.mul(v128.load(a, 48), v128.load(b, 48)));
    a += 64;
    b += 64;
  }
  for (; n >= 4; n -= 4) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
  }
  const s = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
  let total: f32 = (f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 1)) +
    (f32x4.extract_lane(s, 2) + f32x4.extract_lane(s, 3));
  for (; n > 0; n--) {
    total += load<f32>(a) * load<f32>(b);
    a += 4;
    b += 4;
  }
  return total;
}

/** Sum of float32 values, in float64. */
export function sum(x: usize, length: i32): f64 {
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0);
  for (; length >= 4; length -= 4) {
    s0 = f64x2.add(s0, f64x2.promote_low_f32x4(v128.load64_zero(x)));
    s1 = f64x2.add(s1, f64x2.promote_low_f32x4(v128.load64_zero(x, 8)));
    x += 16;
  }
  const s = f64x2.add(s0, s1);
  let total = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  for (; length > 0; length--) {
    total += <f64>load<f32>(x);
    x += 4;
  }
  return total;
}

/** Sum of squared deviations of float32 values from `mean`, in float64. */
export function sumSquares(x: usize, length: i32, mean: f64): f64 {
  const m = f64x2.splat(mean);
  let s0 = f64x2.splat(0), s1 = f64x2.splat(0);
  for (; length >= 4; length -= 4) {
    const a = f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(x)), m);
    const b = f64x2.sub(f64x2.promote_low_f32x4(v128.load64_zero(x, 8)), m);
    s0 = f64x2.add(s0, f64x2.mul(a, a));
    s1 = f64x2.add(s1, f64x2.mul(b, b));
    x += 16;
  }
  const s = f64x2.add(s0, s1);
  let total = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  for (; length > 0; length--) {
    const a = <f64>load<f32>(x) - mean;
    total += a * a;
    x += 4;
  }
  return total;
}

/** Largest value; NaN if there is one, -infinity of none. */
export function max(x: usize, length: i32): f32 {
  let a = f32x4.splat(f32.NEGATIVE_INFINITY), bad = f32x4.splat(0);
  for (; length >= 4; length -= 4) {
    const v = v128.load(x);
    a = f32x4.pmax(a, v);
    bad = v128.or(bad, f32x4.ne(v, v));
    x += 16;
  }
  // Where there was a NaN, all bits are set: that is one, too.
  a = v128.or(a, bad);
  let most = f32.max(
    f32.max(f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1)),
    f32.max(f32x4.extract_lane(a, 2), f32x4.extract_lane(a, 3)),
  );
  for (; length > 0; length--) {
    most = f32.max(most, load<f32>(x));
    x += 4;
  }
  return most;
}

/** How many values are at least `limit` away from 0. */
export function countFrom(x: usize, length: i32, limit: f32): i32 {
  const l = f32x4.splat(limit);
  let counts = i32x4.splat(0);
  for (; length >= 4; length -= 4) {
    counts = i32x4.sub(counts, f32x4.ge(f32x4.abs(v128.load(x)), l));
    x += 16;
  }
  let count = (i32x4.extract_lane(counts, 0) + i32x4.extract_lane(counts, 1)) +
    (i32x4.extract_lane(counts, 2) + i32x4.extract_lane(counts, 3));
  for (; length > 0; length--) {
    if (abs(load<f32>(x)) >= limit) count++;
    x += 4;
  }
  return count;
}

/** x = (x - mean) * scale, in place; `length` is rounded up to 4, so `x` must have that room. */
export function affine(x: usize, length: i32, mean: f32, scale: f32): void {
  const m = f32x4.splat(mean), s = f32x4.splat(scale);
  for (; length > 0; length -= 4) {
    v128.store(x, f32x4.mul(f32x4.sub(v128.load(x), m), s));
    x += 16;
  }
}

/** A decimating filter: out[i] = dot(x + i * stepBytes, taps), `count` outputs. `out` must not overlap. */
export function fir(x: usize, stepBytes: i32, taps: usize, length: i32, count: i32, out: usize): void {
  for (; count > 0; count--) {
    store<f32>(out, dot(x, taps, length));
    x += stepBytes;
    out += 4;
  }
}
