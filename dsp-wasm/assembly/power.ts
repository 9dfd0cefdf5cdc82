// From complex spectra, lanes = frames, to power and on to filterbanks. Rows of eight frames: a bank's
// weight is loaded once for two vectors.

/** |z|^2 of `bins` blocks at `z`, to `out + k * stepBytes`. */
export function power(z: usize, bins: i32, out: usize, stepBytes: i32): void {
  const step = <usize>stepBytes;
  for (; bins > 0; bins--) {
    const re = v128.load(z), im = v128.load(z, 16);
    v128.store(out, f32x4.add(f32x4.mul(re, re), f32x4.mul(im, im)));
    z += 32;
    out += step;
  }
}

/**
 * The split of `splitLanes` and the power at once: n / 2 + 1 bins of four frames from n / 2 blocks at `z`,
 * which is kept but for one block more, to `out + k * stepBytes`. `out` must not overlap `z`.
 */
export function splitPower(plan: usize, z: usize, out: usize, stepBytes: i32): void {
  const length = load<i32>(plan, 4), step = <usize>stepBytes;
  let w = load<usize>(plan, 8);
  let down = z + (<usize>length << 5), high = out + <usize>length * step;
  v128.store(down, v128.load(z));
  v128.store(down, v128.load(z, 16), 16);
  const half = f32x4.splat(0.5);
  for (; z <= down; z += 32, down -= 32) {
    const ar = v128.load(z), ai = v128.load(z, 16);
    const br = v128.load(down), bi = v128.load(down, 16);
    const er = f32x4.mul(f32x4.add(ar, br), half), ei = f32x4.mul(f32x4.sub(ai, bi), half);
    const or = f32x4.add(ai, bi), oi = f32x4.sub(br, ar);
    const wr = v128.load32_splat(w), wi = v128.load32_splat(w + 4);
    const tr = f32x4.sub(f32x4.mul(or, wr), f32x4.mul(oi, wi));
    const ti = f32x4.add(f32x4.mul(or, wi), f32x4.mul(oi, wr));
    const lr = f32x4.add(er, tr), li = f32x4.add(ei, ti);
    const hr = f32x4.sub(er, tr), hi = f32x4.sub(ei, ti);
    v128.store(out, f32x4.add(f32x4.mul(lr, lr), f32x4.mul(li, li)));
    v128.store(high, f32x4.add(f32x4.mul(hr, hr), f32x4.mul(hi, hi)));
    w += 8;
    out += step;
    high -= step;
  }
}

/** Square roots of `length` values, in place; `length` is rounded up to 4, so `x` must have that room. */
export function squareRoot(x: usize, length: i32): void {
  for (; length > 0; length -= 4) {
    v128.store(x, f32x4.sqrt(v128.load(x)));
    x += 16;
  }
}

/**
 * A sparse bank on eight frames: out[band][8] = sum of weights * rows[bin][8]. For each of `bands`, `bank`
 * has i32 first bin * 32, i32 count, then count float32 weights.
 */
export function filterbank8(rows: usize, bank: usize, bands: i32, out: usize): void {
  for (; bands > 0; bands--) {
    let row = rows + load<usize>(bank);
    let count = load<i32>(bank, 4);
    bank += 8;
    let a0 = f32x4.splat(0), a1 = f32x4.splat(0), b0 = f32x4.splat(0), b1 = f32x4.splat(0);
    for (; count >= 2; count -= 2) {
      const v = v128.load32_splat(bank), w = v128.load32_splat(bank, 4);
      a0 = f32x4.add(a0, f32x4.mul(v, v128.load(row)));
      b0 = f32x4.add(b0, f32x4.mul(v, v128.load(row, 16)));
      a1 = f32x4.add(a1, f32x4.mul(w, v128.load(row, 32)));
      b1 = f32x4.add(b1, f32x4.mul(w, v128.load(row, 48)));
      bank += 8;
      row += 64;
    }
    if (count > 0) {
      const v = v128.load32_splat(bank);
      a0 = f32x4.add(a0, f32x4.mul(v, v128.load(row)));
      b0 = f32x4.add(b0, f32x4.mul(v, v128.load(row, 16)));
      bank += 4;
    }
    v128.store(out, f32x4.add(a0, a1));
    v128.store(out, f32x4.add(b0, b1), 16);
    out += 32;
  }
}

/**
 * Magnitudes of a complex sparse bank on four frames: out[band][4] = abs(sum of weights * z[bin]). For each
 * of `bands`, `bank` has i32 first bin * 32, i32 count, then count float32 pairs re, im.
 */
export function complexBank4(z: usize, bank: usize, bands: i32, out: usize): void {
  for (; bands > 0; bands--) {
    let at = z + load<usize>(bank);
    let count = load<i32>(bank, 4);
    bank += 8;
    let re = f32x4.splat(0), im = f32x4.splat(0);
    for (; count > 0; count--) {
      const zr = v128.load(at), zi = v128.load(at, 16);
      const wr = v128.load32_splat(bank), wi = v128.load32_splat(bank, 4);
      re = f32x4.add(re, f32x4.sub(f32x4.mul(wr, zr), f32x4.mul(wi, zi)));
      im = f32x4.add(im, f32x4.add(f32x4.mul(wr, zi), f32x4.mul(wi, zr)));
      bank += 8;
      at += 32;
    }
    v128.store(out, f32x4.sqrt(f32x4.add(f32x4.mul(re, re), f32x4.mul(im, im))));
    out += 16;
  }
}
