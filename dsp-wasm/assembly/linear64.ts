// Scores of rows and their slopes in float64: the two halves of fitting a linear head.

/**
 * For each of `rows` of x `[rows, stride]`: y `[rows, outputs]` = w `[outputs, stride]` x, in float64.
 * `stride` is even, `rows` a multiple of 4; alignment of 8; `y` must not overlap the others.
 */
export function scores64(
  x: usize, rows: i32, stride: i32, w: usize, outputs: i32, y: usize,
): void {
  const row = <usize>stride << 3;
  const step = <usize>outputs << 3;
  for (; rows > 0; rows -= 4) {
    let weights = w;
    for (let k: i32 = 0; k < outputs; k++) {
      let x0 = x, x1 = x0 + row, x2 = x1 + row, x3 = x2 + row;
      let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
      let t0 = f64x2.splat(0), t1 = f64x2.splat(0), t2 = f64x2.splat(0), t3 = f64x2.splat(0);
      let n = stride;
      for (; n >= 4; n -= 4) {
        const a = v128.load(weights), b = v128.load(weights, 16);
        s0 = f64x2.add(s0, f64x2.mul(a, v128.load(x0)));
        s1 = f64x2.add(s1, f64x2.mul(a, v128.load(x1)));
        s2 = f64x2.add(s2, f64x2.mul(a, v128.load(x2)));
        s3 = f64x2.add(s3, f64x2.mul(a, v128.load(x3)));
        t0 = f64x2.add(t0, f64x2.mul(b, v128.load(x0, 16)));
        t1 = f64x2.add(t1, f64x2.mul(b, v128.load(x1, 16)));
        t2 = f64x2.add(t2, f64x2.mul(b, v128.load(x2, 16)));
        t3 = f64x2.add(t3, f64x2.mul(b, v128.load(x3, 16)));
        weights += 32;
        x0 += 32;
        x1 += 32;
        x2 += 32;
        x3 += 32;
      }
      if (n > 0) {
        const a = v128.load(weights);
        s0 = f64x2.add(s0, f64x2.mul(a, v128.load(x0)));
        s1 = f64x2.add(s1, f64x2.mul(a, v128.load(x1)));
        s2 = f64x2.add(s2, f64x2.mul(a, v128.load(x2)));
        s3 = f64x2.add(s3, f64x2.mul(a, v128.load(x3)));
        weights += 16;
      }
      const u0 = f64x2.add(s0, t0), u1 = f64x2.add(s1, t1);
      const u2 = f64x2.add(s2, t2), u3 = f64x2.add(s3, t3);
      let to = y + (<usize>k << 3);
      store<f64>(to, f64x2.extract_lane(u0, 0) + f64x2.extract_lane(u0, 1));
      to += step;
      store<f64>(to, f64x2.extract_lane(u1, 0) + f64x2.extract_lane(u1, 1));
      to += step;
      store<f64>(to, f64x2.extract_lane(u2, 0) + f64x2.extract_lane(u2, 1));
      to += step;
      store<f64>(to, f64x2.extract_lane(u3, 0) + f64x2.extract_lane(u3, 1));
    }
    x += row << 2;
    y += step << 2;
  }
}

/**
 * g `[outputs, stride]` += for each of `rows` and outputs: e `[rows, outputs]` times x `[rows, stride]`,
 * in float64. `stride` is even, `rows` a multiple of 4; alignment of 8; `g` must not overlap the others.
 */
export function slopes64(
  x: usize, rows: i32, stride: i32, e: usize, outputs: i32, g: usize,
): void {
  const row = <usize>stride << 3;
  const step = <usize>outputs << 3;
  for (; rows > 0; rows -= 4) {
    let to = g;
    for (let k: i32 = 0; k < outputs; k++) {
      const from = e + (<usize>k << 3);
      const e0 = f64x2.splat(load<f64>(from)), e1 = f64x2.splat(load<f64>(from + step));
      const e2 = f64x2.splat(load<f64>(from + (step << 1)));
      const e3 = f64x2.splat(load<f64>(from + step * 3));
      let x0 = x, x1 = x0 + row, x2 = x1 + row, x3 = x2 + row;
      for (let n = stride; n > 0; n -= 2) {
        const a = f64x2.add(f64x2.mul(e0, v128.load(x0)), f64x2.mul(e1, v128.load(x1)));
        const b = f64x2.add(f64x2.mul(e2, v128.load(x2)), f64x2.mul(e3, v128.load(x3)));
        v128.store(to, f64x2.add(v128.load(to), f64x2.add(a, b)));
        x0 += 16;
        x1 += 16;
        x2 += 16;
        x3 += 16;
        to += 16;
      }
    }
    x += row << 2;
    e += step << 2;
  }
}
