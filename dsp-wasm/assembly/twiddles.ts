// The factors between the passes of a transform.

/**
 * Factors of p < `m` and 0 < k < `radix` of a pass: exp(-2 pi i p k step / n) times `scale`, float32, in groups of `width`
 * neighbours p, their real parts before their imaginary ones. `fine` has exp(-2 pi i t / n) for t < 2^`shift`, in
 * float64, `coarse` for every 2^`shift`-th t below n; a product of the two is off by less than rounding to
 * float32 sees.
 */
export function twiddles(
  fine: usize, coarse: usize, shift: i32, step: i32, m: i32, radix: i32, width: i32, scale: f64, out: usize,
): void {
  const mask = (1 << shift) - 1;
  const imaginary = <usize>width << 2, next = imaginary << 1;
  for (let p = 0; p < m; p++) {
    let to = out + <usize>(p - p % width) * (radix - 1) * 8 + (<usize>(p % width) << 2);
    for (let k = 1, t = p * step; k < radix; k++, t += p * step) {
      const a = coarse + (<usize>(t >> shift) << 4), b = fine + (<usize>(t & mask) << 4);
      const ar = load<f64>(a), ai = load<f64>(a, 8), br = load<f64>(b), bi = load<f64>(b, 8);
      store<f32>(to, <f32>(scale * (ar * br - ai * bi)));
      store<f32>(to + imaginary, <f32>(scale * (ar * bi + ai * br)));
      to += next;
    }
  }
}
