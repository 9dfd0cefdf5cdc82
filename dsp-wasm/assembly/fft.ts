// The complex FFT: passes from a plan, forward, unscaled. Inverse: swap re and im of input and output.
// A plan is i32 values: [0] passes, [4] length, [8] address of the real split's factors, [12] 0, then from
// 16 for each pass radix, m, s, address of its twiddle factors; src/dsp/fft_plan.ts writes it.
import { pass2, pass3, pass4, pass5, pass7, pass8 } from "./fft_pass";
import { transposeStore } from "./lanes";

/** Runs `count` passes from `x`, with `y` as the other buffer. Returns which of the two has the result. */
export function runPasses(pass: usize, count: i32, x: usize, y: usize): usize {
  for (; count > 0; count--) {
    const m = load<i32>(pass, 4), s = load<i32>(pass, 8), w = load<usize>(pass, 12);
    switch (load<i32>(pass)) {
      case 2:
        pass2(x, y, m, s, w);
        break;
      case 3:
        pass3(x, y, m, s, w);
        break;
      case 4:
        pass4(x, y, m, s, w);
        break;
      case 5:
        pass5(x, y, m, s, w);
        break;
      case 7:
        pass7(x, y, m, s, w);
        break;
      default:
        pass8(x, y, m, s, w);
    }
    const swap = x;
    x = y;
    y = swap;
    pass += 16;
  }
  return x;
}

/** Four transforms side by side, lanes = frames: `length` blocks at `x`. Returns `x` or `y`. */
export function fftLanes(plan: usize, x: usize, y: usize): usize {
  return runPasses(plan + 16, load<i32>(plan), x, y);
}

/** The first radix-4 pass of a single transform, with the twiddle factors as vectors. */
// @ts-ignore: decorator
@inline
function first4(
  y: usize,
  w: usize,
  ar: v128,
  ai: v128,
  br: v128,
  bi: v128,
  cr: v128,
  ci: v128,
  dr: v128,
  di: v128,
): void {
  const t0r = f32x4.add(ar, cr), t0i = f32x4.add(ai, ci);
  const t1r = f32x4.sub(ar, cr), t1i = f32x4.sub(ai, ci);
  const t2r = f32x4.add(br, dr), t2i = f32x4.add(bi, di);
  const t3r = f32x4.sub(bi, di), t3i = f32x4.sub(dr, br);
  const u1r = f32x4.add(t1r, t3r), u1i = f32x4.add(t1i, t3i);
  const u2r = f32x4.sub(t0r, t2r), u2i = f32x4.sub(t0i, t2i);
  const u3r = f32x4.sub(t1r, t3r), u3i = f32x4.sub(t1i, t3i);
  const w1r = v128.load(w), w1i = v128.load(w, 16), w2r = v128.load(w, 32), w2i = v128.load(w, 48);
  const w3r = v128.load(w, 64), w3i = v128.load(w, 80);
  transposeStore(
    y,
    32,
    f32x4.add(t0r, t2r),
    f32x4.sub(f32x4.mul(u1r, w1r), f32x4.mul(u1i, w1i)),
    f32x4.sub(f32x4.mul(u2r, w2r), f32x4.mul(u2i, w2i)),
    f32x4.sub(f32x4.mul(u3r, w3r), f32x4.mul(u3i, w3i)),
  );
  transposeStore(
    y + 16,
    32,
    f32x4.add(t0i, t2i),
    f32x4.add(f32x4.mul(u1r, w1i), f32x4.mul(u1i, w1r)),
    f32x4.add(f32x4.mul(u2r, w2i), f32x4.mul(u2i, w2r)),
    f32x4.add(f32x4.mul(u3r, w3i), f32x4.mul(u3i, w3r)),
  );
}

/**
 * One transform of a multiple of 16. Four neighbours are read from `re` and from `im`, the next four
 * `stepBytes` further: 16 for two planar arrays, 32 for blocks. `re` and `im` may be swapped for the
 * inverse. The input is kept unless it is `y`. Returns `x` or `y`, holding length / 4 blocks.
 */
export function fftSingle(
  plan: usize,
  re: usize,
  im: usize,
  stepBytes: i32,
  x: usize,
  y: usize,
): usize {
  const m = load<i32>(plan, 20);
  const step = <usize> (m >> 2) * stepBytes;
  let to = x, w = load<usize>(plan, 28);
  for (let p = m; p > 0; p -= 4) {
    const re2 = re + (step << 1), im2 = im + (step << 1);
    first4(
      to,
      w,
      v128.load(re),
      v128.load(im),
      v128.load(re + step),
      v128.load(im + step),
      v128.load(re2),
      v128.load(im2),
      v128.load(re2 + step),
      v128.load(im2 + step),
    );
    re += stepBytes;
    im += stepBytes;
    to += 128;
    w += 96;
  }
  return runPasses(plan + 32, load<i32>(plan) - 1, x, y);
}

// @ts-ignore: decorator
@inline
function even(at: usize): v128 {
  return i32x4.shuffle(v128.load(at), v128.load(at, 16), 0, 2, 4, 6);
}

// @ts-ignore: decorator
@inline
function odd(at: usize): v128 {
  return i32x4.shuffle(v128.load(at), v128.load(at, 16), 1, 3, 5, 7);
}

/** As {@link fftSingle}, from interleaved values: a complex array, or the pairs of a real one. */
export function fftInterleaved(plan: usize, from: usize, x: usize, y: usize): usize {
  const m = load<i32>(plan, 20);
  const step = <usize> m << 3;
  let to = x, w = load<usize>(plan, 28);
  for (let p = m; p > 0; p -= 4) {
    const b = from + step, c = b + step, d = c + step;
    first4(to, w, even(from), odd(from), even(b), odd(b), even(c), odd(c), even(d), odd(d));
    from += 32;
    to += 128;
    w += 96;
  }
  return runPasses(plan + 32, load<i32>(plan) - 1, x, y);
}
