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
