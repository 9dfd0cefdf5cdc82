// Depthwise 3x3 convolutions of channel-last images, row by row. The nine weights of four channels stay in
// registers; each input column is read once and added to the outputs that it belongs to.

/** Weights of one column of the kernel times one column of the image. */
// @ts-ignore: decorator
@inline
function column(w0: v128, w1: v128, w2: v128, x0: v128, x1: v128, x2: v128): v128 {
  return f32x4.add(f32x4.add(f32x4.mul(w0, x0), f32x4.mul(w1, x1)), f32x4.mul(w2, x2));
}

// @ts-ignore: decorator
@inline
function between(x: v128, least: v128, most: v128): v128 {
  return f32x4.pmin(f32x4.pmax(x, least), most);
}

/**
 * One row of `columns` outputs: out[c][k] = bias[k] + sum of w[dy][dx][k] * x[dy][stride c + dx + stride - 2][k],
 * limited to `floor` and `ceiling`. `above`, `here` and `below` are rows of the image,
 * `[stride * columns][channels]`, with zeros beyond their ends; `w` is `[3][3][channels]`, `stride` 1 or 2,
 * `channels` a multiple of 4.
 */
export function depthwise3x3(
  above: usize, here: usize, below: usize, columns: i32, channels: i32, stride: i32, w: usize, bias: usize,
  floor: f32, ceiling: f32, out: usize,
): void {
  const position = <usize>channels << 2;
  const least = f32x4.splat(floor), most = f32x4.splat(ceiling);
  for (let k = channels; k > 0; k -= 4) {
    let at = w;
    const w00 = v128.load(at), w01 = v128.load(at + position), w02 = v128.load(at + 2 * position);
    at += 3 * position;
    const w10 = v128.load(at), w11 = v128.load(at + position), w12 = v128.load(at + 2 * position);
    at += 3 * position;
    const w20 = v128.load(at), w21 = v128.load(at + position), w22 = v128.load(at + 2 * position);
    const b = v128.load(bias);
    let p0 = above, p1 = here, p2 = below, to = out;
    // `sum` lacks the right column of the kernel; with stride 1, `next` has the left one only.
    let sum = b, next = b;
    for (let c = columns; c > 0; c--) {
      const x0 = v128.load(p0), x1 = v128.load(p1), x2 = v128.load(p2);
      if (c < columns) {
        v128.store(to, between(f32x4.add(sum, column(w02, w12, w22, x0, x1, x2)), least, most));
        to += position;
      }
      if (stride == 1) {
        sum = f32x4.add(next, column(w01, w11, w21, x0, x1, x2));
        next = f32x4.add(b, column(w00, w10, w20, x0, x1, x2));
      } else {
        p0 += position;
        p1 += position;
        p2 += position;
        const y0 = v128.load(p0), y1 = v128.load(p1), y2 = v128.load(p2);
        sum = f32x4.add(b, column(w00, w10, w20, x0, x1, x2));
        sum = f32x4.add(sum, column(w01, w11, w21, y0, y1, y2));
      }
      p0 += position;
      p1 += position;
      p2 += position;
    }
    if (columns > 0) v128.store(to, between(sum, least, most));
    above += 16;
    here += 16;
    below += 16;
    w += 16;
    bias += 16;
    out += 16;
  }
}
