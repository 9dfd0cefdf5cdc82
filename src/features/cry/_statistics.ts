/** What is kept of a value that changes from frame to frame. */
export const STATISTICS = ["mean", "sd", "p10", "p90", "delta"] as const;

/**
 * Mean, standard deviation, 10th and 90th percentile and mean absolute change of a track.
 *
 * @param out where the five values go, from `at` on
 * @param track `[frames]`, at least one; sorted in place afterwards
 */
export function trackStatisticsInto(out: Float32Array, at: number, track: Float32Array): void {
  const n = track.length;
  let sum = 0;
  let change = 0;
  for (let t = 0; t < n; t++) {
    sum += track[t]!;
    if (t > 0) change += Math.abs(track[t]! - track[t - 1]!);
  }
  const mean = sum / n;
  let squares = 0;
  for (let t = 0; t < n; t++) squares += (track[t]! - mean) ** 2;
  track.sort();
  out[at] = mean;
  out[at + 1] = Math.sqrt(squares / n);
  out[at + 2] = percentileOfSorted(track, 0.1);
  out[at + 3] = percentileOfSorted(track, 0.9);
  out[at + 4] = n > 1 ? change / (n - 1) : 0;
}

/** Linear interpolation between order statistics. @param sorted ascending, at least one value */
export function percentileOfSorted(sorted: ArrayLike<number>, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}
