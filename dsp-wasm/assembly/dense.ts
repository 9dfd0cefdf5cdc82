// y = W x + b: layers of heads, cosine transforms. Four rows of W share the loads of x.
import { dot } from "./reduce";

// @ts-ignore: decorator
@inline
function sumLanes(a: v128): f32 {
  return (f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1)) +
    (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3));
}

/**
 * For each of `rows` of x `[rows, inputs]`: y `[rows, outputs]` = w `[outputs, inputs]` x + bias
 * `[outputs]`. Any sizes and any alignment of 4; `y` must not overlap the others.
 */
export function dense(
  x: usize, rows: i32, inputs: i32, w: usize, bias: usize, outputs: i32, y: usize,
): void {
  const row = <usize>inputs << 2;
  for (; rows > 0; rows--) {
    let w0 = w, b = bias;
    let o = outputs;
    for (; o >= 4; o -= 4) {
      let w1 = w0 + row, w2 = w1 + row, w3 = w2 + row, at = x;
      let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
      let n = inputs;
      for (; n >= 4; n -= 4) {
        const v = v128.load(at);
        s0 = f32x4.add(s0, f32x4.mul(v, v128.load(w0)));
        s1 = f32x4.add(s1, f32x4.mul(v, v128.load(w1)));
        s2 = f32x4.add(s2, f32x4.mul(v, v128.load(w2)));
        s3 = f32x4.add(s3, f32x4.mul(v, v128.load(w3)));
        at += 16;
        w0 += 16;
        w1 += 16;
        w2 += 16;
        w3 += 16;
      }
      let t0 = sumLanes(s0), t1 = sumLanes(s1), t2 = sumLanes(s2), t3 = sumLanes(s3);
      for (; n > 0; n--) {
        const v = load<f32>(at);
        t0 += v * load<f32>(w0);
        t1 += v * load<f32>(w1);
        t2 += v * load<f32>(w2);
        t3 += v * load<f32>(w3);
        at += 4;
        w0 += 4;
        w1 += 4;
        w2 += 4;
        w3 += 4;
      }
      store<f32>(y, t0 + load<f32>(b));
      store<f32>(y, t1 + load<f32>(b, 4), 4);
      store<f32>(y, t2 + load<f32>(b, 8), 8);
      store<f32>(y, t3 + load<f32>(b, 12), 12);
      w0 = w3;
      b += 16;
      y += 16;
    }
    for (; o > 0; o--) {
      store<f32>(y, dot(x, w0, inputs) + load<f32>(b));
      w0 += row;
      b += 4;
      y += 4;
    }
    x += row;
  }
}
