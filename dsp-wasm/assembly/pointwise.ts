// Products of rows with int8 weights. Rows become int16 with a scale each, so that a multiplication takes eight
// values and the sums are exact; float32 takes 2.5 times as long.

/** The last eight of sixteen weights; `extend_high` takes longer on JavaScriptCore, a load of its own on Deno. */
// @ts-ignore: decorator
@inline
function high(w: v128): v128 {
  return i16x8.extend_low_i8x16_s(i64x2.shuffle(w, w, 1, 0));
}

/** Two inputs of a row times the weights of four outputs, added to their sums. */
// @ts-ignore: decorator
@inline
function madd(sum: v128, x: v128, w: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(x, w));
}

/** Four outputs of a row. */
// @ts-ignore: decorator
@inline
function finish(to: usize, sum: v128, xScale: v128, w: v128, b: v128, least: v128, most: v128): void {
  const scaled = f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(sum), xScale), w);
  v128.store(to, f32x4.pmin(f32x4.pmax(f32x4.add(scaled, b), least), most));
}

/**
 * Rows `[width]` of float32 to int16: out = x / scale to the nearest, halves to even, where scale, one a row,
 * is the largest magnitude of the row over `limit`, which is at most 32767. `width` is a multiple of 8. A row
 * that is not finite gets a scale that is not.
 */
export function quantizeRows(
  x: usize, rows: i32, width: i32, limit: f32, out: usize, scales: usize,
): void {
  // Adding it leaves the rounded value in the low bits.
  const shift = f32x4.splat(12582912);
  const rowBytes = <usize>width << 2;
  for (; rows > 0; rows--) {
    // As integers, magnitudes have the same order, and NaN is the largest.
    let m = i32x4.splat(0);
    const end = x + rowBytes;
    for (let at = x; at < end; at += 16) m = i32x4.max_s(m, f32x4.abs(v128.load(at)));
    const most = f32.max(
      f32.max(f32x4.extract_lane(m, 0), f32x4.extract_lane(m, 1)),
      f32.max(f32x4.extract_lane(m, 2), f32x4.extract_lane(m, 3)),
    );
    store<f32>(scales, most / limit);
    scales += 4;
    const factor = f32x4.splat(most > 0 ? limit / most : 0);
    for (; x < end; x += 32) {
      const a = f32x4.add(f32x4.mul(v128.load(x), factor), shift);
      const b = f32x4.add(f32x4.mul(v128.load(x, 16), factor), shift);
      v128.store(out, i16x8.narrow_i32x4_s(i32x4.sub(a, shift), i32x4.sub(b, shift)));
      out += 16;
    }
  }
}

/**
 * out[r][o] = x[r] times row o of the weights times xScales[r] wScales[o], plus bias[o], limited to `floor` and
 * `ceiling`. `x` is int16, `[rows][inputs]`, `rows` and `inputs` even; `w` is int8,
 * `[outputs / 8][inputs / 2][8][2]`, `outputs` a multiple of 8. Sums are int32 and must fit.
 */
export function pointwise(
  x: usize, xScales: usize, rows: i32, inputs: i32, w: usize, wScales: usize, bias: usize, outputs: i32,
  floor: f32, ceiling: f32, out: usize,
): void {
  const row = <usize>inputs << 1, outRow = <usize>outputs << 2;
  const least = f32x4.splat(floor), most = f32x4.splat(ceiling);
  const zero = i32x4.splat(0);
  for (let o = outputs; o > 0; o -= 8) {
    const v0 = v128.load(wScales), v1 = v128.load(wScales, 16);
    const b0 = v128.load(bias), b1 = v128.load(bias, 16);
    let from = x, scale = xScales, to = out;
    let n = rows;
    for (; n >= 6; n -= 6) {
      let p0 = from, p1 = p0 + row, p2 = p1 + row, p3 = p2 + row, p4 = p3 + row, p5 = p4 + row;
      let s00 = zero, s01 = zero, s10 = zero, s11 = zero, s20 = zero, s21 = zero;
      let s30 = zero, s31 = zero, s40 = zero, s41 = zero, s50 = zero, s51 = zero;
      let at = w;
      for (const end = p1; p0 < end; ) {
        const w8 = v128.load(at);
        const w0 = i16x8.extend_low_i8x16_s(w8), w1 = high(w8);
        const x0 = v128.load32_splat(p0);
        s00 = madd(s00, x0, w0);
        s01 = madd(s01, x0, w1);
        const x1 = v128.load32_splat(p1);
        s10 = madd(s10, x1, w0);
        s11 = madd(s11, x1, w1);
        const x2 = v128.load32_splat(p2);
        s20 = madd(s20, x2, w0);
        s21 = madd(s21, x2, w1);
        const x3 = v128.load32_splat(p3);
        s30 = madd(s30, x3, w0);
        s31 = madd(s31, x3, w1);
        const x4 = v128.load32_splat(p4);
        s40 = madd(s40, x4, w0);
        s41 = madd(s41, x4, w1);
        const x5 = v128.load32_splat(p5);
        s50 = madd(s50, x5, w0);
        s51 = madd(s51, x5, w1);
        at += 16;
        p0 += 4;
        p1 += 4;
        p2 += 4;
        p3 += 4;
        p4 += 4;
        p5 += 4;
      }
      from += 6 * row;
      let q = v128.load32_splat(scale);
      finish(to, s00, q, v0, b0, least, most);
      finish(to + 16, s01, q, v1, b1, least, most);
      to += outRow;
      q = v128.load32_splat(scale, 4);
      finish(to, s10, q, v0, b0, least, most);
      finish(to + 16, s11, q, v1, b1, least, most);
      to += outRow;
      q = v128.load32_splat(scale, 8);
      finish(to, s20, q, v0, b0, least, most);
      finish(to + 16, s21, q, v1, b1, least, most);
      to += outRow;
      q = v128.load32_splat(scale, 12);
      finish(to, s30, q, v0, b0, least, most);
      finish(to + 16, s31, q, v1, b1, least, most);
      to += outRow;
      q = v128.load32_splat(scale, 16);
      finish(to, s40, q, v0, b0, least, most);
      finish(to + 16, s41, q, v1, b1, least, most);
      to += outRow;
      q = v128.load32_splat(scale, 20);
      finish(to, s50, q, v0, b0, least, most);
      finish(to + 16, s51, q, v1, b1, least, most);
      to += outRow;
      scale += 24;
    }
    for (; n > 0; n -= 2) {
      let p0 = from, p1 = p0 + row;
      let s00 = zero, s01 = zero, s10 = zero, s11 = zero;
      let at = w;
      for (const end = p1; p0 < end; ) {
        const w8 = v128.load(at);
        const w0 = i16x8.extend_low_i8x16_s(w8), w1 = high(w8);
        const x0 = v128.load32_splat(p0);
        s00 = madd(s00, x0, w0);
        s01 = madd(s01, x0, w1);
        const x1 = v128.load32_splat(p1);
        s10 = madd(s10, x1, w0);
        s11 = madd(s11, x1, w1);
        at += 16;
        p0 += 4;
        p1 += 4;
      }
      from += 2 * row;
      let q = v128.load32_splat(scale);
      finish(to, s00, q, v0, b0, least, most);
      finish(to + 16, s01, q, v1, b1, least, most);
      to += outRow;
      q = v128.load32_splat(scale, 4);
      finish(to, s10, q, v0, b0, least, most);
      finish(to + 16, s11, q, v1, b1, least, most);
      to += outRow;
      scale += 8;
    }
    w += row << 2;
    wScales += 32;
    bias += 32;
    out += 32;
  }
}
