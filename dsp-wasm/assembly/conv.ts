// 3x3 convolutions of channel-last images. A block of 2 x 2 positions and 8 channels stays in registers: each
// weight is read once for four positions, each input once for eight channels.

/** One input of the block: four positions times eight weights, added to eight accumulators. */
// @ts-ignore: decorator
@inline
function madd(sum: v128, x: v128, w: v128): v128 {
  return f32x4.add(sum, f32x4.mul(x, w));
}

/**
 * out[r][c][o] = max(floor, bias[o] + sum of w * x over the 3 x 3 neighbours and all `inputs`), for `rows`
 * by `columns` positions, `stride` apart; with `pool` the largest of each 2 x 2 of them, a last odd row and
 * column left out. `x` is the corner of the image's border of zeros, its positions `[inputs]`, its rows
 * `rowBytes` apart; `w` is `[outputs / 8][3][3][inputs][8]`; rows of `out`, `[columns][outputs]`, are
 * `outRowBytes` apart. `outputs` is a multiple of 8.
 */
export function conv3x3(
  x: usize, rowBytes: usize, rows: i32, columns: i32, inputs: i32, stride: i32, w: usize, bias: usize,
  outputs: i32, floor: f32, pool: bool, out: usize, outRowBytes: usize,
): void {
  const position = <usize>inputs << 2;
  const rowStep = <usize>stride * rowBytes, columnStep = <usize>stride * position;
  const outPosition = <usize>outputs << 2;
  const least = f32x4.splat(floor);
  const rowEnd = pool ? rows - 1 : rows, columnEnd = pool ? columns - 1 : columns;
  for (let o = 0; o < outputs; o += 8) {
    const b0 = v128.load(bias), b1 = v128.load(bias, 16);
    for (let r = 0; r < rowEnd; r += 2) {
      // The second row of an odd last pair is the first once more, and is not stored.
      const down = r + 1 < rows ? rowStep : 0;
      let to = out + (pool ? <usize>(r >> 1) : <usize>r) * outRowBytes;
      for (let c = 0; c < columnEnd; c += 2) {
        const right = c + 1 < columns ? columnStep : 0;
        let p0 = f32x4.splat(0), p1 = p0, q0 = p0, q1 = p0, s0 = p0, s1 = p0, t0 = p0, t1 = p0;
        let from = x + <usize>r * rowStep + <usize>c * columnStep;
        let weight = w;
        for (let dy = 0; dy < 3; dy++) {
          let at = from;
          for (const end = at + 3 * position; at < end; at += 4) {
            const w0 = v128.load(weight), w1 = v128.load(weight, 16);
            const p = v128.load32_splat(at), q = v128.load32_splat(at + right);
            const s = v128.load32_splat(at + down), t = v128.load32_splat(at + down + right);
            p0 = madd(p0, p, w0);
            p1 = madd(p1, p, w1);
            q0 = madd(q0, q, w0);
            q1 = madd(q1, q, w1);
            s0 = madd(s0, s, w0);
            s1 = madd(s1, s, w1);
            t0 = madd(t0, t, w0);
            t1 = madd(t1, t, w1);
            weight += 32;
          }
          from += rowBytes;
        }
        if (pool) {
          p0 = f32x4.max(f32x4.max(p0, q0), f32x4.max(s0, t0));
          p1 = f32x4.max(f32x4.max(p1, q1), f32x4.max(s1, t1));
          v128.store(to, f32x4.max(least, f32x4.add(p0, b0)));
          v128.store(to, f32x4.max(least, f32x4.add(p1, b1)), 16);
          to += outPosition;
        } else {
          v128.store(to, f32x4.max(least, f32x4.add(p0, b0)));
          v128.store(to, f32x4.max(least, f32x4.add(p1, b1)), 16);
          if (right) {
            v128.store(to + outPosition, f32x4.max(least, f32x4.add(q0, b0)));
            v128.store(to + outPosition, f32x4.max(least, f32x4.add(q1, b1)), 16);
          }
          if (down) {
            v128.store(to + outRowBytes, f32x4.max(least, f32x4.add(s0, b0)));
            v128.store(to + outRowBytes, f32x4.max(least, f32x4.add(s1, b1)), 16);
            if (right) {
              v128.store(to + outRowBytes + outPosition, f32x4.max(least, f32x4.add(t0, b0)));
              v128.store(to + outRowBytes + outPosition, f32x4.max(least, f32x4.add(t1, b1)), 16);
            }
          }
          to += 2 * outPosition;
        }
      }
    }
    w += 9 * position * 8;
    bias += 32;
    out += 32;
  }
}

/**
 * Of `rows` by `columns` positions of `[channels]`, rows `rowBytes` apart: the mean of each channel times
 * 1 / positions = `scale`, then the largest. `channels` is a multiple of 4.
 */
export function meanMaxPool(
  x: usize, rows: i32, columns: i32, channels: i32, rowBytes: usize, scale: f32, out: usize,
): void {
  const step = <usize>channels << 2;
  for (let c = 0; c < channels; c += 4) {
    let sum = f32x4.splat(0), most = f32x4.splat(f32.NEGATIVE_INFINITY);
    for (let r = 0; r < rows; r++) {
      let at = x + <usize>r * rowBytes;
      for (let n = columns; n > 0; n--) {
        const v = v128.load(at);
        sum = f32x4.add(sum, v);
        most = f32x4.max(most, v);
        at += step;
      }
    }
    v128.store(out, f32x4.mul(sum, f32x4.splat(scale)));
    v128.store(out + step, most);
    x += 16;
    out += 16;
  }
}
