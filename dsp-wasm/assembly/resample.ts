// What stands between two complex FFTs of different length. Blocks are [re x4][im x4], 32 bytes.

/** Writes `count` blocks at `from` to `to`, each bin times its gain: 4 float32 a block. */
export function gainBlocks(from: usize, gains: usize, count: i32, to: usize): void {
  for (; count > 0; count--) {
    const gain = v128.load(gains);
    v128.store(to, f32x4.mul(v128.load(from), gain));
    v128.store(to, f32x4.mul(v128.load(from, 16), gain), 16);
    from += 32;
    gains += 16;
    to += 32;
  }
}

/** Writes the halves of `count` blocks to two arrays. `first` may run into `second`: it is written first. */
export function splitBlocks(from: usize, count: i32, first: usize, second: usize): void {
  let at = from;
  for (let n = count; n > 0; n--) {
    v128.store(first, v128.load(at));
    at += 32;
    first += 16;
  }
  at = from;
  for (let n = count; n > 0; n--) {
    v128.store(second, v128.load(at, 16));
    at += 32;
    second += 16;
  }
}

/** The sum of a[n] cos(n t), n < `count`, from cos t, in float64. @see Clenshaw, 1955 */
export function cosineSeries(a: usize, count: i32, cosine: f64): f64 {
  let b1: f64 = 0, b2: f64 = 0;
  for (let at = a + (<usize>(count - 1) << 3); at > a; at -= 8) {
    const b0 = load<f64>(at) + 2 * cosine * b1 - b2;
    b2 = b1;
    b1 = b0;
  }
  return load<f64>(a) + cosine * b1 - b2;
}
