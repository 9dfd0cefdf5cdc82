// The best way into each state from the states within a band before it, float64.

/**
 * For each j < bins: best[j] = max over i < steps of from[j + i] + weights[i], and origin[j] the first i that
 * reaches it. `from` has bins + steps - 1 values, -infinity where there is no state; `bins` is rounded up
 * to 4, so `from` needs three values more and the outputs the room. `best` is float64, `origin` int64.
 */
export function bandedBest(
  from: usize, bins: i32, weights: usize, steps: i32, best: usize, origin: usize,
): void {
  const one = i64x2.splat(1);
  for (; bins > 0; bins -= 4) {
    let a = f64x2.splat(f64.NEGATIVE_INFINITY), b = a;
    let ai = i64x2.splat(0), bi = ai, index = ai;
    let at = from, w = weights;
    for (let i = steps; i > 0; i--) {
      const weight = v128.load64_splat(w);
      const x = f64x2.add(v128.load(at), weight), y = f64x2.add(v128.load(at, 16), weight);
      const p = f64x2.gt(x, a), q = f64x2.gt(y, b);
      a = v128.bitselect(x, a, p);
      b = v128.bitselect(y, b, q);
      ai = v128.bitselect(index, ai, p);
      bi = v128.bitselect(index, bi, q);
      index = i64x2.add(index, one);
      at += 8;
      w += 8;
    }
    v128.store(best, a);
    v128.store(best, b, 16);
    v128.store(origin, ai);
    v128.store(origin, bi, 16);
    from += 32;
    best += 32;
    origin += 32;
  }
}
