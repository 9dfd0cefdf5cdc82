// Kaldi's framing: the frame's mean off, pre-emphasis, window.

/** Sum of `length` samples. */
// @ts-ignore: decorator
@inline
function sumOf(from: usize, length: i32): f32 {
  let a = f32x4.splat(0), b = f32x4.splat(0);
  for (; length >= 8; length -= 8) {
    a = f32x4.add(a, v128.load(from));
    b = f32x4.add(b, v128.load(from, 16));
    from += 32;
  }
  a = f32x4.add(a, b);
  let sum = (f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1)) +
    (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3));
  for (; length > 0; length--) {
    sum += load<f32>(from);
    from += 4;
  }
  return sum;
}

/** The vector a[0], b[0], c[0], d[0] of four addresses. */
// @ts-ignore: decorator
@inline
function gather(a: usize, b: usize, c: usize, d: usize): v128 {
  let v = v128.load32_splat(a);
  v = v128.load_lane<f32>(b, v, 1);
  v = v128.load_lane<f32>(c, v, 2);
  return v128.load_lane<f32>(d, v, 3);
}

/**
 * Loads four frames of `length` samples, `hopBytes` apart, one lane each: sample j at `to + 16 j` is
 * window[j] (d[j] - preemphasis d[j - 1]), d[-1] = d[0]; d is the frame, less its mean if `centered`.
 */
export function loadKaldiFrames(
  from: usize, hopBytes: i32, window: usize, length: i32, preemphasis: f32, centered: i32, to: usize,
): void {
  let b = from + <usize>hopBytes, c = b + <usize>hopBytes, d = c + <usize>hopBytes;
  let mean = f32x4.splat(0);
  if (centered) {
    mean = f32x4.replace_lane(mean, 0, sumOf(from, length));
    mean = f32x4.replace_lane(mean, 1, sumOf(b, length));
    mean = f32x4.replace_lane(mean, 2, sumOf(c, length));
    mean = f32x4.replace_lane(mean, 3, sumOf(d, length));
    mean = f32x4.div(mean, f32x4.splat(<f32>length));
  }
  const share = f32x4.splat(preemphasis);
  let last = f32x4.sub(gather(from, b, c, d), mean);
  for (; length >= 4; length -= 4) {
    const r0 = v128.load(from), r1 = v128.load(b), r2 = v128.load(c), r3 = v128.load(d);
    const ab0 = i32x4.shuffle(r0, r1, 0, 4, 1, 5), ab2 = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
    const cd0 = i32x4.shuffle(r2, r3, 0, 4, 1, 5), cd2 = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
    const d0 = f32x4.sub(i64x2.shuffle(ab0, cd0, 0, 2), mean);
    const d1 = f32x4.sub(i64x2.shuffle(ab0, cd0, 1, 3), mean);
    const d2 = f32x4.sub(i64x2.shuffle(ab2, cd2, 0, 2), mean);
    const d3 = f32x4.sub(i64x2.shuffle(ab2, cd2, 1, 3), mean);
    v128.store(to, f32x4.mul(f32x4.sub(d0, f32x4.mul(share, last)), v128.load32_splat(window)));
    v128.store(to, f32x4.mul(f32x4.sub(d1, f32x4.mul(share, d0)), v128.load32_splat(window, 4)), 16);
    v128.store(to, f32x4.mul(f32x4.sub(d2, f32x4.mul(share, d1)), v128.load32_splat(window, 8)), 32);
    v128.store(to, f32x4.mul(f32x4.sub(d3, f32x4.mul(share, d2)), v128.load32_splat(window, 12)), 48);
    last = d3;
    from += 16;
    b += 16;
    c += 16;
    d += 16;
    window += 16;
    to += 64;
  }
  for (; length > 0; length--) {
    const now = f32x4.sub(gather(from, b, c, d), mean);
    v128.store(to, f32x4.mul(f32x4.sub(now, f32x4.mul(share, last)), v128.load32_splat(window)));
    last = now;
    from += 4;
    b += 4;
    c += 4;
    d += 4;
    window += 4;
    to += 16;
  }
}
