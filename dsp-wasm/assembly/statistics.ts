// What is kept of values that change from frame to frame, lanes = four tracks.

/**
 * Mean, standard deviation, 10th and 90th percentile and mean absolute change of each of `tracks` columns of
 * `frames` rows, `rowBytes` apart: `[5][tracks]` at `out`. `tracks` is a multiple of 4; `sorted` is work
 * of `frames` vectors.
 */
export function trackStatistics(
  x: usize, frames: i32, rowBytes: i32, tracks: i32, sorted: usize, out: usize,
): void {
  const row = <usize>tracks << 2;
  const n = f32x4.splat(<f32>frames), steps = f32x4.splat(<f32>max(1, frames - 1));
  for (; tracks > 0; tracks -= 4) {
    let sum = f32x4.splat(0), change = sum;
    // Sums from the first value on: a track that stands still has exactly its mean and no deviation.
    const start = v128.load(x);
    let before = start;
    for (let t = 0, at = x; t < frames; t++, at += <usize>rowBytes) {
      const v = v128.load(at);
      sum = f32x4.add(sum, f32x4.sub(v, start));
      change = f32x4.add(change, f32x4.abs(f32x4.sub(v, before)));
      v128.store(sorted + (<usize>t << 4), v);
      before = v;
    }
    const mean = f32x4.add(start, f32x4.div(sum, n));
    let squares = f32x4.splat(0);
    for (let t = 0; t < frames; t++) {
      const apart = f32x4.sub(v128.load(sorted + (<usize>t << 4)), mean);
      squares = f32x4.add(squares, f32x4.mul(apart, apart));
    }
    sortLanes(sorted, frames);
    v128.store(out, mean);
    v128.store(out + row, f32x4.sqrt(f32x4.div(squares, n)));
    v128.store(out + 2 * row, percentile(sorted, frames, 0.1));
    v128.store(out + 3 * row, percentile(sorted, frames, 0.9));
    v128.store(out + 4 * row, f32x4.div(change, steps));
    x += 16;
    out += 16;
  }
}

/** Linear interpolation between order statistics. */
function percentile(sorted: usize, count: i32, share: f64): v128 {
  const position = share * <f64>(count - 1);
  const index = <i32>position;
  const low = v128.load(sorted + (<usize>index << 4));
  const high = v128.load(sorted + (<usize>min(index + 1, count - 1) << 4));
  const part = f32x4.splat(<f32>(position - <f64>index));
  return f32x4.add(low, f32x4.mul(part, f32x4.sub(high, low)));
}

/** Batcher's merge exchange: sorts `count` vectors, each lane by itself, without a branch on values. */
function sortLanes(x: usize, count: i32): void {
  let top = 1;
  while (top < count) top <<= 1;
  for (let p = top >> 1; p > 0; p >>= 1) {
    let q = top >> 1, r = 0, d = p;
    for (;;) {
      for (let first = r; first < count - d; first += 2 * p) {
        let a = x + (<usize>first << 4);
        const end = x + (<usize>min(first + p, count - d) << 4), apart = <usize>d << 4;
        for (; a < end; a += 16) {
          const u = v128.load(a), v = v128.load(a + apart);
          v128.store(a, f32x4.pmin(u, v));
          v128.store(a + apart, f32x4.pmax(u, v));
        }
      }
      if (q == p) break;
      d = q - p;
      q >>= 1;
      r = p;
    }
  }
}
