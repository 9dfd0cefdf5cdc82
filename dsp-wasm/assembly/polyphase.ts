// A filter whose coefficients are read off a table of phases, cubic between them: any ratio, any phase.
// Sixteen partial sums: one running sum over 1000 products loses 14 dB, eight lose 3.

/**
 * Writes `count` outputs, `down / up` input samples apart. Output i starts its `taps` products at input
 * floor((phase + i * down) / up); the fraction picks the coefficients.
 *
 * `table` has `phases + 3` rows of `taps` coefficients: row r is for the fraction (r - 1) / phases.
 * `taps` is a multiple of 8, `0 <= phase < up`. `out` must not overlap `x` or `table`.
 */
export function polyphase(
  x: usize,
  out: usize,
  count: i32,
  phase: i32,
  up: i32,
  down: i32,
  table: usize,
  taps: i32,
  phases: i32,
): void {
  const row = <usize> taps << 2;
  const end = out + (<usize> count << 2);
  const scale = <f64> phases / <f64> up;
  const whole = (<usize> (down / up)) << 2;
  const part = down % up;
  while (out < end) {
    const position = <f64> phase * scale;
    const index = <i32> position;
    const t = <f32> (position - <f64> index);
    const a = t + 1, b = t - 1, c = t - 2;
    const w0 = f32x4.splat(t * b * c * <f32> (-1.0 / 6.0));
    const w1 = f32x4.splat(a * b * c * 0.5);
    const w2 = f32x4.splat(a * t * c * -0.5);
    const w3 = f32x4.splat(a * t * b * <f32> (1.0 / 6.0));
    let r0 = table + <usize> index * row;
    let r1 = r0 + row, r2 = r1 + row, r3 = r2 + row;
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let p = x;
    const stop = r1;
    while (r0 < stop) {
      const t0 = f32x4.add(
        s0,
        f32x4.mul(
          v128.load(p),
          f32x4.add(
            f32x4.add(f32x4.mul(w0, v128.load(r0)), f32x4.mul(w1, v128.load(r1))),
            f32x4.add(f32x4.mul(w2, v128.load(r2)), f32x4.mul(w3, v128.load(r3))),
          ),
        ),
      );
      const t1 = f32x4.add(
        s1,
        f32x4.mul(
          v128.load(p, 16),
          f32x4.add(
            f32x4.add(f32x4.mul(w0, v128.load(r0, 16)), f32x4.mul(w1, v128.load(r1, 16))),
            f32x4.add(f32x4.mul(w2, v128.load(r2, 16)), f32x4.mul(w3, v128.load(r3, 16))),
          ),
        ),
      );
      s0 = s2;
      s1 = s3;
      s2 = t0;
      s3 = t1;
      p += 32;
      r0 += 32;
      r1 += 32;
      r2 += 32;
      r3 += 32;
    }
    const s = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
    store<f32>(
      out,
      (f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 1)) +
        (f32x4.extract_lane(s, 2) + f32x4.extract_lane(s, 3)),
    );
    out += 4;
    x += whole;
    phase += part;
    if (phase >= up) {
      phase -= up;
      x += 4;
    }
  }
}
