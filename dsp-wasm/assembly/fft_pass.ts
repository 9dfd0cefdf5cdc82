// One Stockham pass per radix, decimation in frequency. A block is 32 bytes, [re x4][im x4]; four lanes
// are four frames, or four neighbours of one transform: the passes need not know which.
// A pass reads x[q + s (p + m k)] and writes y[q + s (r p + k)], k < r, times exp(-2 pi i p k / (r m)).
// Long because a radix is a formula written out; there is one of each.

/** cos and sin of 2 pi / 3, / 5, / 7 and 1 / 8 of a turn, as far as needed. */
const SIN_3: f32 = 0.86602540378443864676;
const COS_5_1: f32 = 0.30901699437494742410;
const COS_5_2: f32 = -0.80901699437494742410;
const SIN_5_1: f32 = 0.95105651629515357212;
const SIN_5_2: f32 = 0.58778525229247312917;
const COS_7_1: f32 = 0.62348980185873353053;
const COS_7_2: f32 = -0.22252093395631440429;
const COS_7_3: f32 = -0.90096886790241912624;
const SIN_7_1: f32 = 0.78183148246802980871;
const SIN_7_2: f32 = 0.97492791218182360702;
const SIN_7_3: f32 = 0.43388373911755812048;
const COS_8: f32 = 0.70710678118654752440;

// @ts-ignore: decorator
@inline
function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}

// @ts-ignore: decorator
@inline
function sub(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}

// @ts-ignore: decorator
@inline
function mul(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}

// @ts-ignore: decorator
@inline
function scale(a: v128, factor: f32): v128 {
  return f32x4.mul(a, f32x4.splat(factor));
}

/** Stores one block, multiplied by the k-th twiddle factor at `w` when there is one. */
// @ts-ignore: decorator
@inline
function put(to: usize, re: v128, im: v128, twiddled: bool, wr: v128, wi: v128): void {
  if (twiddled) {
    v128.store(to, sub(mul(re, wr), mul(im, wi)));
    v128.store(to, add(mul(re, wi), mul(im, wr)), 16);
  } else {
    v128.store(to, re);
    v128.store(to, im, 16);
  }
}

// @ts-ignore: decorator
@inline
function factor(w: usize, k: usize): v128 {
  return v128.load32_splat(w + (k << 2));
}

// @ts-ignore: decorator
@inline
function butterfly2(
  x: usize,
  step: usize,
  y: usize,
  gap: usize,
  twiddled: bool,
  wr: v128,
  wi: v128,
): void {
  const ar = v128.load(x), ai = v128.load(x, 16);
  const br = v128.load(x + step), bi = v128.load(x + step, 16);
  put(y, add(ar, br), add(ai, bi), false, wr, wi);
  put(y + gap, sub(ar, br), sub(ai, bi), twiddled, wr, wi);
}

export function pass2(x: usize, y: usize, m: i32, s: i32, w: usize): void {
  const step = <usize> (m * s) << 5, gap = <usize> s << 5;
  for (let p = 0; p < m; p++) {
    const wr = factor(w, 0), wi = factor(w, 1);
    for (let q = s; q > 0; q--) {
      butterfly2(x, step, y, gap, true, wr, wi);
      x += 32;
      y += 32;
    }
    y += gap;
    w += 8;
  }
}

export function pass3(x: usize, y: usize, m: i32, s: i32, w: usize): void {
  const step = <usize> (m * s) << 5, gap = <usize> s << 5;
  for (let p = 0; p < m; p++) {
    const w1r = factor(w, 0), w1i = factor(w, 1), w2r = factor(w, 2), w2i = factor(w, 3);
    for (let q = s; q > 0; q--) {
      const ar = v128.load(x), ai = v128.load(x, 16);
      const x1 = x + step, x2 = x1 + step, y1 = y + gap, y2 = y1 + gap;
      const br = v128.load(x1), bi = v128.load(x1, 16);
      const cr = v128.load(x2), ci = v128.load(x2, 16);
      const sr = add(br, cr), si = add(bi, ci);
      const tr = sub(ar, scale(sr, 0.5)), ti = sub(ai, scale(si, 0.5));
      const ur = scale(sub(br, cr), SIN_3), ui = scale(sub(bi, ci), SIN_3);
      put(y, add(ar, sr), add(ai, si), false, w1r, w1i);
      put(y1, add(tr, ui), sub(ti, ur), true, w1r, w1i);
      put(y2, sub(tr, ui), add(ti, ur), true, w2r, w2i);
      x += 32;
      y += 32;
    }
    y += gap << 1;
    w += 16;
  }
}

// @ts-ignore: decorator
@inline
function butterfly4(
  x: usize,
  step: usize,
  y: usize,
  gap: usize,
  twiddled: bool,
  w1r: v128,
  w1i: v128,
  w2r: v128,
  w2i: v128,
  w3r: v128,
  w3i: v128,
): void {
  const x1 = x + step, x2 = x1 + step, x3 = x2 + step;
  const ar = v128.load(x), ai = v128.load(x, 16);
  const cr = v128.load(x2), ci = v128.load(x2, 16);
  const t0r = add(ar, cr), t0i = add(ai, ci), t1r = sub(ar, cr), t1i = sub(ai, ci);
  const br = v128.load(x1), bi = v128.load(x1, 16);
  const dr = v128.load(x3), di = v128.load(x3, 16);
  const t2r = add(br, dr), t2i = add(bi, di), t3r = sub(bi, di), t3i = sub(dr, br);
  const y1 = y + gap, y2 = y1 + gap, y3 = y2 + gap;
  put(y, add(t0r, t2r), add(t0i, t2i), false, w1r, w1i);
  put(y1, add(t1r, t3r), add(t1i, t3i), twiddled, w1r, w1i);
  put(y2, sub(t0r, t2r), sub(t0i, t2i), twiddled, w2r, w2i);
  put(y3, sub(t1r, t3r), sub(t1i, t3i), twiddled, w3r, w3i);
}

export function pass4(x: usize, y: usize, m: i32, s: i32, w: usize): void {
  const step = <usize> (m * s) << 5, gap = <usize> s << 5;
  const none = f32x4.splat(0);
  for (let q = s; q > 0; q--) {
    butterfly4(x, step, y, gap, false, none, none, none, none, none, none);
    x += 32;
    y += 32;
  }
  for (let p = 1; p < m; p++) {
    y += gap * 3;
    w += 24;
    const w1r = factor(w, 0), w1i = factor(w, 1), w2r = factor(w, 2), w2i = factor(w, 3);
    const w3r = factor(w, 4), w3i = factor(w, 5);
    for (let q = s; q > 0; q--) {
      butterfly4(x, step, y, gap, true, w1r, w1i, w2r, w2i, w3r, w3i);
      x += 32;
      y += 32;
    }
  }
}

export function pass5(x: usize, y: usize, m: i32, s: i32, w: usize): void {
  const step = <usize> (m * s) << 5, gap = <usize> s << 5;
  for (let p = 0; p < m; p++) {
    const w1r = factor(w, 0), w1i = factor(w, 1), w2r = factor(w, 2), w2i = factor(w, 3);
    const w3r = factor(w, 4), w3i = factor(w, 5), w4r = factor(w, 6), w4i = factor(w, 7);
    for (let q = s; q > 0; q--) {
      const x1 = x + step, x2 = x1 + step, x3 = x2 + step, x4 = x3 + step;
      const ar = v128.load(x), ai = v128.load(x, 16);
      const br = v128.load(x1), bi = v128.load(x1, 16), er = v128.load(x4), ei = v128.load(x4, 16);
      const s1r = add(br, er), s1i = add(bi, ei), d1r = sub(br, er), d1i = sub(bi, ei);
      const cr = v128.load(x2), ci = v128.load(x2, 16), dr = v128.load(x3), di = v128.load(x3, 16);
      const s2r = add(cr, dr), s2i = add(ci, di), d2r = sub(cr, dr), d2i = sub(ci, di);
      const y1 = y + gap, y2 = y1 + gap, y3 = y2 + gap, y4 = y3 + gap;
      put(y, add(ar, add(s1r, s2r)), add(ai, add(s1i, s2i)), false, w1r, w1i);
      const t1r = add(ar, add(scale(s1r, COS_5_1), scale(s2r, COS_5_2)));
      const t1i = add(ai, add(scale(s1i, COS_5_1), scale(s2i, COS_5_2)));
      const u1r = add(scale(d1r, SIN_5_1), scale(d2r, SIN_5_2));
      const u1i = add(scale(d1i, SIN_5_1), scale(d2i, SIN_5_2));
      put(y1, add(t1r, u1i), sub(t1i, u1r), true, w1r, w1i);
      put(y4, sub(t1r, u1i), add(t1i, u1r), true, w4r, w4i);
      const t2r = add(ar, add(scale(s1r, COS_5_2), scale(s2r, COS_5_1)));
      const t2i = add(ai, add(scale(s1i, COS_5_2), scale(s2i, COS_5_1)));
      const u2r = sub(scale(d1r, SIN_5_2), scale(d2r, SIN_5_1));
      const u2i = sub(scale(d1i, SIN_5_2), scale(d2i, SIN_5_1));
      put(y2, add(t2r, u2i), sub(t2i, u2r), true, w2r, w2i);
      put(y3, sub(t2r, u2i), add(t2i, u2r), true, w3r, w3i);
      x += 32;
      y += 32;
    }
    y += gap << 2;
    w += 32;
  }
}

/** One conjugate pair of outputs of a radix-7 butterfly: factors `c`, signed `s`, times sums and differences. */
// @ts-ignore: decorator
@inline
function pair7(
  y1: usize,
  y2: usize,
  w1: usize,
  w2: usize,
  ar: v128,
  ai: v128,
  s1r: v128,
  s1i: v128,
  s2r: v128,
  s2i: v128,
  s3r: v128,
  s3i: v128,
  d1r: v128,
  d1i: v128,
  d2r: v128,
  d2i: v128,
  d3r: v128,
  d3i: v128,
  c1: f32,
  c2: f32,
  c3: f32,
  n1: f32,
  n2: f32,
  n3: f32,
): void {
  const tr = add(add(ar, scale(s1r, c1)), add(scale(s2r, c2), scale(s3r, c3)));
  const ti = add(add(ai, scale(s1i, c1)), add(scale(s2i, c2), scale(s3i, c3)));
  const ur = add(add(scale(d1r, n1), scale(d2r, n2)), scale(d3r, n3));
  const ui = add(add(scale(d1i, n1), scale(d2i, n2)), scale(d3i, n3));
  put(y1, add(tr, ui), sub(ti, ur), true, factor(w1, 0), factor(w1, 1));
  put(y2, sub(tr, ui), add(ti, ur), true, factor(w2, 0), factor(w2, 1));
}

export function pass7(x: usize, y: usize, m: i32, s: i32, w: usize): void {
  const step = <usize> (m * s) << 5, gap = <usize> s << 5;
  for (let p = 0; p < m; p++) {
    for (let q = s; q > 0; q--) {
      const ar = v128.load(x), ai = v128.load(x, 16);
      const x1 = x + step, x2 = x1 + step, x3 = x2 + step, x4 = x3 + step, x5 = x4 + step;
      const x6 = x5 + step;
      const br = v128.load(x1), bi = v128.load(x1, 16), gr = v128.load(x6), gi = v128.load(x6, 16);
      const s1r = add(br, gr), s1i = add(bi, gi), d1r = sub(br, gr), d1i = sub(bi, gi);
      const cr = v128.load(x2), ci = v128.load(x2, 16), fr = v128.load(x5), fi = v128.load(x5, 16);
      const s2r = add(cr, fr), s2i = add(ci, fi), d2r = sub(cr, fr), d2i = sub(ci, fi);
      const dr = v128.load(x3), di = v128.load(x3, 16), er = v128.load(x4), ei = v128.load(x4, 16);
      const s3r = add(dr, er), s3i = add(di, ei), d3r = sub(dr, er), d3i = sub(di, ei);
      put(y, add(add(ar, s1r), add(s2r, s3r)), add(add(ai, s1i), add(s2i, s3i)), false, ar, ar);
      pair7(
        y + gap,
        y + gap * 6,
        w,
        w + 40,
        ar,
        ai,
        s1r,
        s1i,
        s2r,
        s2i,
        s3r,
        s3i,
        d1r,
        d1i,
        d2r,
        d2i,
        d3r,
        d3i,
        COS_7_1,
        COS_7_2,
        COS_7_3,
        SIN_7_1,
        SIN_7_2,
        SIN_7_3,
      );
      pair7(
        y + gap * 2,
        y + gap * 5,
        w + 8,
        w + 32,
        ar,
        ai,
        s1r,
        s1i,
        s2r,
        s2i,
        s3r,
        s3i,
        d1r,
        d1i,
        d2r,
        d2i,
        d3r,
        d3i,
        COS_7_2,
        COS_7_3,
        COS_7_1,
        SIN_7_2,
        -SIN_7_3,
        -SIN_7_1,
      );
      pair7(
        y + gap * 3,
        y + gap * 4,
        w + 16,
        w + 24,
        ar,
        ai,
        s1r,
        s1i,
        s2r,
        s2i,
        s3r,
        s3i,
        d1r,
        d1i,
        d2r,
        d2i,
        d3r,
        d3i,
        COS_7_3,
        COS_7_1,
        COS_7_2,
        SIN_7_3,
        -SIN_7_1,
        SIN_7_2,
      );
      x += 32;
      y += 32;
    }
    y += gap * 6;
    w += 48;
  }
}

/** A radix-4 butterfly in registers whose outputs are every other one of eight. */
// @ts-ignore: decorator
@inline
function half8(
  y: usize,
  gap2: usize,
  ar: v128,
  ai: v128,
  br: v128,
  bi: v128,
  cr: v128,
  ci: v128,
  dr: v128,
  di: v128,
  first: bool,
  w: usize,
  twiddled: bool,
): void {
  const t0r = add(ar, cr), t0i = add(ai, ci), t1r = sub(ar, cr), t1i = sub(ai, ci);
  const t2r = add(br, dr), t2i = add(bi, di), t3r = sub(bi, di), t3i = sub(dr, br);
  // The twiddle factor of output k lies at w + 8 (k - 1); output 0 has none.
  put(y, add(t0r, t2r), add(t0i, t2i), twiddled && !first, factor(w, 0), factor(w, 1));
  y += gap2;
  put(y, add(t1r, t3r), add(t1i, t3i), twiddled, factor(w, 4), factor(w, 5));
  y += gap2;
  put(y, sub(t0r, t2r), sub(t0i, t2i), twiddled, factor(w, 8), factor(w, 9));
  y += gap2;
  put(y, sub(t1r, t3r), sub(t1i, t3i), twiddled, factor(w, 12), factor(w, 13));
}

// @ts-ignore: decorator
@inline
function butterfly8(
  x: usize,
  step: usize,
  y: usize,
  gap: usize,
  w: usize,
  twiddled: bool,
): void {
  const x4 = x + (step << 2);
  const ar = v128.load(x), ai = v128.load(x, 16), er = v128.load(x4), ei = v128.load(x4, 16);
  const x1 = x + step, x5 = x4 + step;
  const br = v128.load(x1), bi = v128.load(x1, 16), fr = v128.load(x5), fi = v128.load(x5, 16);
  const x2 = x1 + step, x6 = x5 + step;
  const cr = v128.load(x2), ci = v128.load(x2, 16), gr = v128.load(x6), gi = v128.load(x6, 16);
  const x3 = x2 + step, x7 = x6 + step;
  const dr = v128.load(x3), di = v128.load(x3, 16), hr = v128.load(x7), hi = v128.load(x7, 16);
  half8(
    y,
    gap << 1,
    add(ar, er),
    add(ai, ei),
    add(br, fr),
    add(bi, fi),
    add(cr, gr),
    add(ci, gi),
    add(dr, hr),
    add(di, hi),
    true,
    w - 8,
    twiddled,
  );
  // The differences turn by 0, 1, 2, 3 eighths.
  const ur = sub(br, fr), ui = sub(bi, fi), vr = sub(dr, hr), vi = sub(di, hi);
  half8(
    y + gap,
    gap << 1,
    sub(ar, er),
    sub(ai, ei),
    scale(add(ur, ui), COS_8),
    scale(sub(ui, ur), COS_8),
    sub(ci, gi),
    sub(gr, cr),
    scale(sub(vi, vr), COS_8),
    scale(add(vr, vi), -COS_8),
    false,
    w,
    twiddled,
  );
}

export function pass8(x: usize, y: usize, m: i32, s: i32, w: usize): void {
  const step = <usize> (m * s) << 5, gap = <usize> s << 5;
  for (let q = s; q > 0; q--) {
    butterfly8(x, step, y, gap, w, false);
    x += 32;
    y += 32;
  }
  for (let p = 1; p < m; p++) {
    y += gap * 7;
    w += 56;
    for (let q = s; q > 0; q--) {
      butterfly8(x, step, y, gap, w, true);
      x += 32;
      y += 32;
    }
  }
}
