// Samples as files have them, to float32.

/**
 * `count` samples of `width` bytes, 1 to 4, `stepBytes` apart: integers of n bits times 2^(1 - n), or with
 * `isFloat` the four bytes as they are. Up to 3 bytes before the first sample and behind the last are read,
 * too. `out` must not overlap.
 */
export function loadPcm(
  from: usize, stepBytes: i32, width: i32, bigEndian: bool, isFloat: bool, count: i32, out: usize,
): void {
  if (width == 2 && stepBytes == 2 && !bigEndian) {
    const scale = f32x4.splat(1.0 / 32768);
    for (; count >= 8; count -= 8) {
      const v = v128.load(from);
      const low = i32x4.extend_low_i16x8_s(v), high = i32x4.extend_high_i16x8_s(v);
      v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(low), scale));
      v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(high), scale), 16);
      from += 16;
      out += 32;
    }
  }
  // The sample is at the upper end of a word, and what else is in there is none of it.
  const mask = -1 << (32 - (width << 3));
  if (!bigEndian) from -= 4 - width;
  for (; count > 0; count--) {
    const read = load<i32>(from);
    const word = (bigEndian ? bswap<i32>(read) : read) & mask;
    store<f32>(out, isFloat ? reinterpret<f32>(word) : <f32>word * <f32>(1.0 / 2147483648));
    from += stepBytes;
    out += 4;
  }
}
