// Complex FFT of a power of two in float64, f64x2 = (re, im); for Bluestein's algorithm and for designing
// filters, where float32 would lose what it is there to keep. Forward, unscaled.

/** (ar, ai) * (wr, wi). */
// @ts-ignore: decorator
@inline
export function times(a: v128, w: v128): v128 {
  const re = f64x2.mul(a, i64x2.shuffle(w, w, 0, 0));
  const im = f64x2.mul(i64x2.shuffle(a, a, 1, 0), i64x2.shuffle(w, w, 1, 1));
  return f64x2.add(re, v128.xor(im, i64x2(<i64> 0x8000000000000000, 0)));
}

/**
 * Stockham radix-2 passes from `x` with `y` as the other buffer, `length` interleaved values each.
 * `w` has exp(-2 pi i k / length), k < length / 2. Returns which of the two has the result.
 */
export function fft64(length: i32, w: usize, x: usize, y: usize): usize {
  let s = 1;
  for (let m = length >> 1; m > 0; m >>= 1) {
    const step = <usize> (length >> 1) << 4, gap = <usize> s << 4;
    let from = x, to = y;
    for (let p = 0; p < m; p++) {
      const factor = v128.load(w + (<usize> (p * s) << 4));
      for (let q = s; q > 0; q--) {
        const a = v128.load(from), b = v128.load(from + step);
        v128.store(to, f64x2.add(a, b));
        v128.store(to + gap, times(f64x2.sub(a, b), factor));
        from += 16;
        to += 16;
      }
      to += gap;
    }
    const swap = x;
    x = y;
    y = swap;
    s <<= 1;
  }
  return x;
}

/** x[k] = x[k] * h[k], interleaved. */
export function multiply64(x: usize, h: usize, length: i32): void {
  for (; length > 0; length--) {
    v128.store(x, times(v128.load(x), v128.load(h)));
    x += 16;
    h += 16;
  }
}
