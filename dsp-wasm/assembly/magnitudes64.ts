// Magnitudes of a real frame from a transform in float64, for logarithms of what float32 loses beside a tone.
import { fft64, times } from "./fft64";

/**
 * Magnitudes of the real transform of `n` points of the frame at `from`, `length` float32 values times
 * `window` with zeros behind them, to `out` in steps of `stepBytes`: bins 0 to n / 2. Even and odd values go
 * through a complex transform of n / 2 points, a power of two, with the factors `w`; `factors` has
 * -i exp(-2 pi i k / n), k <= n / 4. `x` and `y` are work of `n` float64 values each. Rounds once.
 */
export function magnitudes64(
  from: usize, window: usize, length: i32, n: i32, w: usize, factors: usize, x: usize, y: usize, out: usize,
  stepBytes: usize,
): void {
  let to = x;
  const end = x + (<usize>n << 3);
  for (; length >= 2; length -= 2) {
    v128.store(to, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(from)), v128.load(window)));
    from += 8;
    window += 16;
    to += 16;
  }
  if (length > 0) {
    store<f64>(to, <f64>load<f32>(from) * load<f64>(window));
    to += 8;
  }
  for (; to < end; to += 8) store<f64>(to, 0);
  const half = n >> 1;
  let a = fft64(half, w, x, y), b = a + (<usize>half << 4);
  let low = out, high = out + <usize>half * stepBytes;
  const re = load<f64>(a), im = load<f64>(a, 8);
  store<f32>(low, <f32>abs(re + im));
  store<f32>(high, <f32>abs(re - im));
  const conjugate = i64x2(0, <i64> 0x8000000000000000);
  for (let k = half >> 1; k > 0; k--) {
    a += 16;
    b -= 16;
    factors += 16;
    low += stepBytes;
    high -= stepBytes;
    // Twice the transform of the even values, and of the odd ones times i.
    const z = v128.load(a), mirror = v128.xor(v128.load(b), conjugate);
    const even = f64x2.add(z, mirror), odd = times(f64x2.sub(z, mirror), v128.load(factors));
    const p = f64x2.add(even, odd), q = f64x2.sub(even, odd);
    const pp = f64x2.mul(p, p), qq = f64x2.mul(q, q);
    const squares = f64x2.add(i64x2.shuffle(pp, qq, 0, 2), i64x2.shuffle(pp, qq, 1, 3));
    const m = f32x4.demote_f64x2_zero(f64x2.mul(f64x2.sqrt(squares), f64x2.splat(0.5)));
    v128.store32_lane(low, m, 0);
    v128.store32_lane(high, m, 1);
  }
}
