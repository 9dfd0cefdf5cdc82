// The lowest and the highest of many values, lanes = frames. Of each up to eight: eight values are sorted
// by a network and merged with the eight that are kept, without a branch. More than that, and the rest
// of a band: value by value. The highest are the lowest of the negated. `pmin` is one instruction where
// `min` with its rules for NaN is eight, so NaN is looked for apart.

// @ts-ignore: decorator
@inline
function lower(a: v128, b: v128): v128 {
  return f32x4.pmin(a, b);
}

// @ts-ignore: decorator
@inline
function higher(a: v128, b: v128): v128 {
  return f32x4.pmax(a, b);
}

/** Puts `v` into the ascending vectors from `kept` to `end`, in place of each lane's last. */
// @ts-ignore: decorator
@inline
function keep1(kept: usize, end: usize, v: v128): void {
  for (; kept < end; kept += 16) {
    const w = v128.load(kept);
    v128.store(kept, lower(w, v));
    v = higher(w, v);
  }
}

/** Puts eight ascending vectors into the eight ascending ones at `kept`: a bitonic merge. */
// @ts-ignore: decorator
@inline
function keep8(
  kept: usize, v0: v128, v1: v128, v2: v128, v3: v128, v4: v128, v5: v128, v6: v128, v7: v128,
): void {
  const m0 = lower(v128.load(kept, 0), v7), m1 = lower(v128.load(kept, 16), v6);
  const m2 = lower(v128.load(kept, 32), v5), m3 = lower(v128.load(kept, 48), v4);
  const m4 = lower(v128.load(kept, 64), v3), m5 = lower(v128.load(kept, 80), v2);
  const m6 = lower(v128.load(kept, 96), v1), m7 = lower(v128.load(kept, 112), v0);
  const a0 = lower(m0, m4), a4 = higher(m0, m4);
  const a1 = lower(m1, m5), a5 = higher(m1, m5);
  const a2 = lower(m2, m6), a6 = higher(m2, m6);
  const a3 = lower(m3, m7), a7 = higher(m3, m7);
  const b0 = lower(a0, a2), b2 = higher(a0, a2);
  const b1 = lower(a1, a3), b3 = higher(a1, a3);
  const b4 = lower(a4, a6), b6 = higher(a4, a6);
  const b5 = lower(a5, a7), b7 = higher(a5, a7);
  const c0 = lower(b0, b1), c1 = higher(b0, b1);
  const c2 = lower(b2, b3), c3 = higher(b2, b3);
  const c4 = lower(b4, b5), c5 = higher(b4, b5);
  const c6 = lower(b6, b7), c7 = higher(b6, b7);
  v128.store(kept, c0, 0);
  v128.store(kept, c1, 16);
  v128.store(kept, c2, 32);
  v128.store(kept, c3, 48);
  v128.store(kept, c4, 64);
  v128.store(kept, c5, 80);
  v128.store(kept, c6, 96);
  v128.store(kept, c7, 112);
}

/** Sorts the vectors of eight rows and keeps the lowest at `low`, the negated highest at `high`. */
// @ts-ignore: decorator
@inline
function sort8(row: usize, low: usize, high: usize): void {
  const v0 = v128.load(row, 0), v1 = v128.load(row, 32);
  const v2 = v128.load(row, 64), v3 = v128.load(row, 96);
  const v4 = v128.load(row, 128), v5 = v128.load(row, 160);
  const v6 = v128.load(row, 192), v7 = v128.load(row, 224);
  const a0 = lower(v0, v1), a1 = higher(v0, v1);
  const a2 = lower(v2, v3), a3 = higher(v2, v3);
  const a4 = lower(v4, v5), a5 = higher(v4, v5);
  const a6 = lower(v6, v7), a7 = higher(v6, v7);
  const b0 = lower(a0, a2), b2 = higher(a0, a2);
  const b1 = lower(a1, a3), b3 = higher(a1, a3);
  const b4 = lower(a4, a6), b6 = higher(a4, a6);
  const b5 = lower(a5, a7), b7 = higher(a5, a7);
  const c1 = lower(b1, b2), c2 = higher(b1, b2);
  const c5 = lower(b5, b6), c6 = higher(b5, b6);
  const c0 = lower(b0, b4), c4 = higher(b0, b4);
  const d1 = lower(c1, c5), d5 = higher(c1, c5);
  const d2 = lower(c2, c6), d6 = higher(c2, c6);
  const d3 = lower(b3, b7), d7 = higher(b3, b7);
  const e2 = lower(d2, c4), e4 = higher(d2, c4);
  const e3 = lower(d3, d5), e5 = higher(d3, d5);
  const f1 = lower(d1, e2), f2 = higher(d1, e2);
  const f3 = lower(e3, e4), f4 = higher(e3, e4);
  const f5 = lower(e5, d6), f6 = higher(e5, d6);
  keep8(low, c0, f1, f2, f3, f4, f5, f6, d7);
  keep8(
    high, f32x4.neg(d7), f32x4.neg(f6), f32x4.neg(f5), f32x4.neg(f4),
    f32x4.neg(f3), f32x4.neg(f2), f32x4.neg(f1), f32x4.neg(c0),
  );
}

/** Mean of `count` vectors. */
// @ts-ignore: decorator
@inline
function mean(from: usize, count: i32): v128 {
  let s = f32x4.splat(0);
  for (let n = count; n > 0; n--) {
    s = f32x4.add(s, v128.load(from));
    from += 16;
  }
  return f32x4.div(s, f32x4.splat(<f32> count));
}

// @ts-ignore: decorator
@inline
function extremes4(row: usize, bins: i32, keep: i32, work: usize, low: usize, high: usize): void {
  const room = max(keep, 8);
  const negated = work + (<usize> room << 4), end = negated + (<usize> room << 4);
  for (let at = work; at < end; at += 16) v128.store(at, f32x4.splat(Infinity));
  let bad = f32x4.splat(0);
  for (let at = row, n = bins; n > 0; n--) {
    const v = v128.load(at);
    bad = v128.or(bad, f32x4.ne(v, v));
    at += 32;
  }
  if (keep <= 8) {
    for (; bins >= 8; bins -= 8) {
      sort8(row, work, negated);
      row += 256;
    }
  }
  for (; bins > 0; bins--) {
    const v = v128.load(row);
    keep1(work, negated, v);
    keep1(negated, end, f32x4.neg(v));
    row += 32;
  }
  v128.store(low, v128.or(bad, mean(work, keep)));
  v128.store(high, v128.or(bad, f32x4.neg(mean(negated, keep))));
}

/**
 * Means of the `keep` lowest and of the `keep` highest of `bins` rows of eight, to eight values each at
 * `low` and `high`. `keep` is 1 to `bins`; `work` has room for 2 max(`keep`, 8) vectors. NaN makes a lane
 * NaN.
 */
export function extremes8(
  rows: usize, bins: i32, keep: i32, work: usize, low: usize, high: usize,
): void {
  extremes4(rows, bins, keep, work, low, high);
  extremes4(rows + 16, bins, keep, work, low + 16, high + 16);
}
