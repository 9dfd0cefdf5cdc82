// The real FFT of n samples as the complex one of n / 2 pairs z, and the split of its result:
// X[k] = E + w^k O, X[n/2 - k] = conj(E - w^k O), with E, O the transforms of the even and odd samples.
// 2 E = Z[k] + conj Z[n/2 - k], 2 i O = Z[k] - conj Z[n/2 - k], w = exp(-2 pi i / n); the halves are in
// the factors that the plan stores: (0.5 w.re, 0.5 w.im).
import { fftInterleaved } from "./fft";

/** Mirrors four neighbours: index 0 of the block at `at`, then 3, 2, 1 of the block before it. */
// @ts-ignore: decorator
@inline
function mirrored(at: usize): v128 {
  return i32x4.shuffle(v128.load(at), v128.load(at - 32), 0, 7, 6, 5);
}

/**
 * Real FFT of one frame of 32 h samples at `from`; `out` takes n / 2 + 1 interleaved bins. `x` and `y`
 * are work of n / 8 + 1 blocks. `from` must not be `x`; `out` must be none of the others.
 */
export function rfftSingle(plan: usize, from: usize, x: usize, y: usize, out: usize): void {
  const z = fftInterleaved(plan, from, x, y);
  const blocks = load<i32>(plan, 4) >> 2;
  let w = load<usize>(plan, 8);
  let up = z, down = z + (<usize> blocks << 5);
  v128.store(down, v128.load(z));
  v128.store(down, v128.load(z, 16), 16);
  let low = out, high = out + (<usize> blocks << 5) - 24;
  const half = f32x4.splat(0.5);
  for (let b = (blocks >> 1) + 1; b > 0; b--) {
    const ar = v128.load(up), ai = v128.load(up, 16);
    const br = mirrored(down), bi = mirrored(down + 16);
    const er = f32x4.mul(f32x4.add(ar, br), half), ei = f32x4.mul(f32x4.sub(ai, bi), half);
    const or = f32x4.add(ai, bi), oi = f32x4.sub(br, ar);
    const wr = v128.load(w), wi = v128.load(w, 16);
    const tr = f32x4.sub(f32x4.mul(or, wr), f32x4.mul(oi, wi));
    const ti = f32x4.add(f32x4.mul(or, wi), f32x4.mul(oi, wr));
    const lr = f32x4.add(er, tr), li = f32x4.add(ei, ti);
    const hr = f32x4.sub(er, tr), hi = f32x4.sub(ti, ei);
    v128.store(low, i32x4.shuffle(lr, li, 0, 4, 1, 5));
    v128.store(low, i32x4.shuffle(lr, li, 2, 6, 3, 7), 16);
    v128.store(high, i32x4.shuffle(hr, hi, 3, 7, 2, 6));
    v128.store(high, i32x4.shuffle(hr, hi, 1, 5, 0, 4), 16);
    up += 32;
    down -= 32;
    low += 32;
    high -= 32;
    w += 32;
  }
}

/** The split for four frames, lanes = frames, in place: n / 2 blocks become n / 2 + 1 bins. */
export function splitLanes(plan: usize, z: usize): void {
  const length = load<i32>(plan, 4);
  let w = load<usize>(plan, 8);
  let down = z + (<usize> length << 5);
  v128.store(down, v128.load(z));
  v128.store(down, v128.load(z, 16), 16);
  const half = f32x4.splat(0.5);
  for (; z <= down; z += 32, down -= 32) {
    const ar = v128.load(z), ai = v128.load(z, 16);
    const br = v128.load(down), bi = v128.load(down, 16);
    const er = f32x4.mul(f32x4.add(ar, br), half), ei = f32x4.mul(f32x4.sub(ai, bi), half);
    const or = f32x4.add(ai, bi), oi = f32x4.sub(br, ar);
    const wr = v128.load32_splat(w), wi = v128.load32_splat(w + 4);
    const tr = f32x4.sub(f32x4.mul(or, wr), f32x4.mul(oi, wi));
    const ti = f32x4.add(f32x4.mul(or, wi), f32x4.mul(oi, wr));
    v128.store(z, f32x4.add(er, tr));
    v128.store(z, f32x4.add(ei, ti), 16);
    v128.store(down, f32x4.sub(er, tr));
    v128.store(down, f32x4.sub(ti, ei), 16);
    w += 8;
  }
}
