// Weights as a model has them, int8 with a scale a row, to float32; and what networks read.

/** For each of `outputs` rows of `width` int8 values: values times the row's scale. `out` is apart. */
export function dequantize(from: usize, outputs: i32, width: i32, scales: usize, out: usize): void {
  for (; outputs > 0; outputs--) {
    const scale = load<f32>(scales);
    const scale4 = f32x4.splat(scale);
    let n = width;
    for (; n >= 4; n -= 4) {
      const v = i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(from)));
      v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(v), scale4));
      from += 4;
      out += 16;
    }
    for (; n > 0; n--) {
      store<f32>(out, <f32>load<i8>(from) * scale);
      from++;
      out += 4;
    }
    scales += 4;
  }
}

/** The same for {@link conv3x3}: `[outputs][inputs][9]` to `[outputs / 8][9][inputs][8]`. */
export function dequantizeBlocks(
  from: usize, outputs: i32, inputs: i32, scales: usize, out: usize,
): void {
  const tapBytes = <usize>inputs << 5;
  for (let o = 0; o < outputs; o++) {
    const scale = load<f32>(scales);
    let row = out + <usize>(o >> 3) * 9 * tapBytes + (<usize>(o & 7) << 2);
    for (let n = inputs; n > 0; n--) {
      let to = row;
      for (let tap = 0; tap < 9; tap++) {
        store<f32>(to, <f32>load<i8>(from) * scale);
        from++;
        to += tapBytes;
      }
      row += 32;
    }
    scales += 4;
  }
}

/**
 * out = (x - mean) / scale of `rows` of `columns` float64 values, computed in float64 and rounded once;
 * rows of `out` are `rowBytes` apart. @returns whether all of x is finite
 */
export function standardize(
  x: usize, rows: i32, columns: i32, mean: usize, scale: usize, out: usize, rowBytes: i32,
): bool {
  const zero = f64x2.splat(0);
  let strange = zero;
  for (; rows > 0; rows--) {
    let m = mean, s = scale, to = out;
    let n = columns;
    for (; n >= 2; n -= 2) {
      const v = v128.load(x);
      strange = v128.or(strange, f64x2.ne(f64x2.sub(v, v), zero));
      const centred = f64x2.sub(v, f64x2.promote_low_f32x4(v128.load64_zero(m)));
      const scaled = f64x2.div(centred, f64x2.promote_low_f32x4(v128.load64_zero(s)));
      v128.store64_lane(to, f32x4.demote_f64x2_zero(scaled), 0);
      x += 16;
      m += 8;
      s += 8;
      to += 8;
    }
    if (n > 0) {
      const v = load<f64>(x);
      strange = v128.or(strange, f64x2.ne(f64x2.splat(v - v), zero));
      store<f32>(to, <f32>((v - <f64>load<f32>(m)) / <f64>load<f32>(s)));
      x += 8;
    }
    out += rowBytes;
  }
  return !v128.any_true(strange);
}
