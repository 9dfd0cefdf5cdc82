import type { DspCore } from "../../../dsp/core.ts";
import type { ColumnRange, FrameColumns } from "./_frame_columns.ts";

/** Names of the statistics of a column over time. */
export const STATISTICS = ["mean", "sd", "p10", "p90", "delta"] as const;

/**
 * Computes mean, standard deviation, 10th and 90th percentile and mean absolute change of columns.
 * Must be called inside `scratch`.
 *
 * @param out five values of each column, column by column
 * @returns number of values written
 */
export function trackStatisticsInto(
  core: DspCore,
  out: Float32Array,
  { first, count }: ColumnRange,
  { matrix, rowBytes, frames }: FrameColumns,
): number {
  const tracks = Math.ceil(count / 4) * 4;
  const sorted = core.alloc(16 * frames);
  const to = core.alloc(4 * STATISTICS.length * tracks);
  core.kernels.trackStatistics(matrix + 4 * first, frames, rowBytes, tracks, sorted, to);
  const values = core.f32(to, STATISTICS.length * tracks);
  let at = 0;
  for (let track = 0; track < count; track++) {
    for (let s = 0; s < STATISTICS.length; s++) out[at++] = values[s * tracks + track]!;
  }
  return at;
}

/** Computes a percentile by linear interpolation. @param sorted ascending, at least one value */
export function percentileOfSorted(sorted: ArrayLike<number>, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}
