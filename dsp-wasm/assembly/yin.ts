// Pitch by YIN, lanes = four frames.

/** Completes an even spectrum: vector n - k is vector k, 0 < k < n / 2, of 16 bytes each, in place. */
export function mirrorLanes(x: usize, n: i32): void {
  let up = x + 16, down = x + (<usize>(n - 1) << 4);
  for (; up < down; up += 16, down -= 16) v128.store(down, v128.load(up));
}

/**
 * The cumulative mean normalised difference of four frames, lags `low` to `high`, to vectors at `out`.
 * Sample j of the frames is the vector at `x + 16 j`; the autocorrelation, times 1 / `scale`, is the real
 * part of block k at `acf + 32 k`.
 * The difference is librosa's: 2 (acf[0] - acf[k]) - (x[0]^2 + ... + x[k - 1]^2).
 */
export function yinLanes(x: usize, acf: usize, scale: f32, low: i32, high: i32, out: usize): void {
  const first = v128.load(acf);
  const gain = f32x4.splat(<f32>2 * scale);
  const tiny = f32x4.splat(<f32>1.17549435e-38);
  let energy = f32x4.splat(0), total = f32x4.splat(0);
  for (let k = 1; k <= high; k++) {
    acf += 32;
    const sample = v128.load(x);
    x += 16;
    energy = f32x4.add(energy, f32x4.mul(sample, sample));
    const difference = f32x4.sub(f32x4.mul(f32x4.sub(first, v128.load(acf)), gain), energy);
    total = f32x4.add(total, difference);
    if (k >= low) {
      const mean = f32x4.add(f32x4.div(total, f32x4.splat(<f32>k)), tiny);
      v128.store(out, f32x4.div(difference, mean));
      out += 16;
    }
  }
}
