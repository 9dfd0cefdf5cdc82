// Four windowed real frames to their complex transform, the first pass reading the frames themselves.
import { runPasses } from "./fft";
import { backs, fronts, loadFrames } from "./lanes";

// @ts-ignore: decorator
@inline
function low(a: v128, b: v128): v128 {
  return i32x4.shuffle(a, b, 0, 4, 1, 5);
}

// @ts-ignore: decorator
@inline
function high(a: v128, b: v128): v128 {
  return i32x4.shuffle(a, b, 2, 6, 3, 7);
}

/** A radix-4 butterfly of complex values in registers, stored with the twiddle factors at `w`. */
// @ts-ignore: decorator
@inline
function butterfly(
  y: usize, w: usize, ar: v128, ai: v128, br: v128, bi: v128,
  cr: v128, ci: v128, dr: v128, di: v128,
): void {
  const t0r = f32x4.add(ar, cr), t0i = f32x4.add(ai, ci);
  const t1r = f32x4.sub(ar, cr), t1i = f32x4.sub(ai, ci);
  const t2r = f32x4.add(br, dr), t2i = f32x4.add(bi, di);
  const t3r = f32x4.sub(bi, di), t3i = f32x4.sub(dr, br);
  v128.store(y, f32x4.add(t0r, t2r));
  v128.store(y, f32x4.add(t0i, t2i), 16);
  const u1r = f32x4.add(t1r, t3r), u1i = f32x4.add(t1i, t3i);
  const w1r = v128.load32_splat(w), w1i = v128.load32_splat(w, 4);
  v128.store(y, f32x4.sub(f32x4.mul(u1r, w1r), f32x4.mul(u1i, w1i)), 32);
  v128.store(y, f32x4.add(f32x4.mul(u1r, w1i), f32x4.mul(u1i, w1r)), 48);
  const u2r = f32x4.sub(t0r, t2r), u2i = f32x4.sub(t0i, t2i);
  const w2r = v128.load32_splat(w, 8), w2i = v128.load32_splat(w, 12);
  v128.store(y, f32x4.sub(f32x4.mul(u2r, w2r), f32x4.mul(u2i, w2i)), 64);
  v128.store(y, f32x4.add(f32x4.mul(u2r, w2i), f32x4.mul(u2i, w2r)), 80);
  const u3r = f32x4.sub(t1r, t3r), u3i = f32x4.sub(t1i, t3i);
  const w3r = v128.load32_splat(w, 16), w3i = v128.load32_splat(w, 20);
  v128.store(y, f32x4.sub(f32x4.mul(u3r, w3r), f32x4.mul(u3i, w3i)), 96);
  v128.store(y, f32x4.add(f32x4.mul(u3r, w3i), f32x4.mul(u3i, w3r)), 112);
}

/**
 * The complex transform of the pairs of four frames of 2 `length` samples, `hopBytes` apart, times
 * `window`. Frames and window are kept; `x` and `y` are work of `length` blocks. Returns `x` or `y`.
 */
export function fftFrames(
  plan: usize, from: usize, hopBytes: i32, window: usize, x: usize, y: usize,
): usize {
  const passes = load<i32>(plan), m = load<i32>(plan, 20);
  if (load<i32>(plan, 16) != 4 || (m & 1) != 0) {
    loadFrames(from, hopBytes, window, load<i32>(plan, 4) << 1, x, 16);
    return runPasses(plan + 16, passes, x, y);
  }
  const f1 = <usize>hopBytes, f2 = f1 << 1, f3 = f1 + f2;
  // From one quarter of a frame to the next.
  const q1 = <usize>m << 3, q2 = q1 << 1, q3 = q1 + q2;
  let w = load<usize>(plan, 28), to = x;
  for (let p = m; p > 0; p -= 2) {
    const wa = v128.load(window), wb = v128.load(window + q1);
    const wc = v128.load(window + q2), wd = v128.load(window + q3);
    const a0 = f32x4.mul(v128.load(from), wa), a1 = f32x4.mul(v128.load(from + f1), wa);
    const a2 = f32x4.mul(v128.load(from + f2), wa), a3 = f32x4.mul(v128.load(from + f3), wa);
    const b = from + q1;
    const b0 = f32x4.mul(v128.load(b), wb), b1 = f32x4.mul(v128.load(b + f1), wb);
    const b2 = f32x4.mul(v128.load(b + f2), wb), b3 = f32x4.mul(v128.load(b + f3), wb);
    const c = from + q2;
    const c0 = f32x4.mul(v128.load(c), wc), c1 = f32x4.mul(v128.load(c + f1), wc);
    const c2 = f32x4.mul(v128.load(c + f2), wc), c3 = f32x4.mul(v128.load(c + f3), wc);
    const d = from + q3;
    const d0 = f32x4.mul(v128.load(d), wd), d1 = f32x4.mul(v128.load(d + f1), wd);
    const d2 = f32x4.mul(v128.load(d + f2), wd), d3 = f32x4.mul(v128.load(d + f3), wd);
    const al = low(a0, a1), am = low(a2, a3), bl = low(b0, b1), bm = low(b2, b3);
    const cl = low(c0, c1), cm = low(c2, c3), dl = low(d0, d1), dm = low(d2, d3);
    butterfly(
      to, w, fronts(al, am), backs(al, am), fronts(bl, bm), backs(bl, bm),
      fronts(cl, cm), backs(cl, cm), fronts(dl, dm), backs(dl, dm),
    );
    const ah = high(a0, a1), ai = high(a2, a3), bh = high(b0, b1), bi = high(b2, b3);
    const ch = high(c0, c1), ci = high(c2, c3), dh = high(d0, d1), di = high(d2, d3);
    butterfly(
      to + 128, w + 24, fronts(ah, ai), backs(ah, ai), fronts(bh, bi), backs(bh, bi),
      fronts(ch, ci), backs(ch, ci), fronts(dh, di), backs(dh, di),
    );
    from += 16;
    window += 16;
    w += 48;
    to += 256;
  }
  return runPasses(plan + 32, passes - 1, x, y);
}
