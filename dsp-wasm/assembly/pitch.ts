// Pitch by autocorrelation, lanes = four frames.

/**
 * An even spectrum of `n` points as vectors at `to + 16 k`: the first `bins` at `from + k * stepBytes`, zeros,
 * and the same backwards. `to` has room for `n + 1` vectors and must not overlap `from`.
 */
export function evenSpectrum(from: usize, stepBytes: i32, bins: i32, n: i32, to: usize): void {
  let up = to, down = to + (<usize>n << 4);
  const zerosEnd = down - (<usize>bins << 4);
  for (; bins > 0; bins--) {
    const v = v128.load(from);
    v128.store(up, v);
    v128.store(down, v);
    from += <usize>stepBytes;
    up += 16;
    down -= 16;
  }
  for (; up <= zerosEnd; up += 16) v128.store(up, f32x4.splat(0));
}

/**
 * The best period of four frames, in samples, and the autocorrelation there, 0 to 1, as two vectors at `out`.
 * The autocorrelation of the windowed frames is the real part of block k at `acf + 32 k`; `correction[k]`
 * makes up for the window. The shortest period whose peak is at least `preference` of the highest one wins.
 * Lags `low` to `high` count, 0 < `low`; without a peak the period is `high` and the strength 0.
 * `r` is work of `high + 2` vectors.
 */
export function pitchLanes(
  acf: usize, correction: usize, low: i32, high: i32, preference: f32, r: usize, out: usize,
): void {
  const zero = f32x4.splat(0), half = f32x4.splat(0.5), one = f32x4.splat(1);
  const energy = v128.load(acf);
  const scale = v128.and(f32x4.div(one, energy), f32x4.gt(energy, zero));
  const first = low - 1;
  acf += <usize>first << 5;
  correction += <usize>first << 2;
  let to = r;
  for (let k = first; k <= high + 1; k++) {
    v128.store(to, f32x4.mul(f32x4.mul(v128.load(acf), scale), v128.load32_splat(correction)));
    acf += 32;
    correction += 4;
    to += 16;
  }
  let best = zero, a = v128.load(r), b = v128.load(r, 16);
  for (let k = low, at = r; k <= high; k++, at += 16) {
    const c = v128.load(at, 32);
    best = f32x4.max(best, v128.and(b, v128.and(f32x4.ge(b, a), f32x4.ge(b, c))));
    a = b;
    b = c;
  }
  const enough = f32x4.mul(best, f32x4.splat(preference));
  let open = f32x4.gt(best, zero), lag = f32x4.splat(<f32>high);
  let before = zero, peak = zero, after = zero;
  a = v128.load(r);
  b = v128.load(r, 16);
  for (let k = low, at = r; k <= high && v128.any_true(open); k++, at += 16) {
    const c = v128.load(at, 32);
    const isPeak = v128.and(f32x4.ge(b, a), f32x4.ge(b, c));
    const hit = v128.and(open, v128.and(isPeak, f32x4.ge(b, enough)));
    before = v128.bitselect(a, before, hit);
    peak = v128.bitselect(b, peak, hit);
    after = v128.bitselect(c, after, hit);
    lag = v128.bitselect(f32x4.splat(<f32>k), lag, hit);
    open = v128.andnot(open, hit);
    a = b;
    b = c;
  }
  // The top of the parabola through the peak and its neighbours.
  const slope = f32x4.sub(before, after);
  const bend = f32x4.add(f32x4.sub(before, f32x4.add(peak, peak)), after);
  const top = f32x4.div(f32x4.mul(slope, half), bend);
  const near = f32x4.max(f32x4.neg(half), f32x4.min(half, top));
  const shift = v128.and(near, f32x4.lt(bend, zero));
  v128.store(out, f32x4.add(lag, shift));
  const strength = f32x4.sub(peak, f32x4.mul(f32x4.mul(slope, shift), f32x4.splat(0.25)));
  v128.store(out, f32x4.max(zero, f32x4.min(one, strength)), 16);
}
