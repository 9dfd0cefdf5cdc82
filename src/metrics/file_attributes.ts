import type { FileMetadata } from "../types.ts";

/** File attributes that a baseline may read. */
export type FileAttribute =
  | "format"
  | "sample_rate"
  | "bandwidth"
  | "duration"
  | "level"
  | "format_and_length";

/** Largest number of bins; small datasets have fewer, so that no bin is nearly empty. */
const BINS = 10;

/**
 * Encodes file attributes as small integers.
 *
 * @returns `[clips]` for each attribute
 */
export function attributeValues(
  clips: readonly FileMetadata[],
): Record<FileAttribute, Int32Array> {
  const duration = binned(clips.map((clip) => clip.durationSeconds));
  const format = numbered(clips.map((clip) => clip.format));
  return {
    format,
    sample_rate: numbered(clips.map((clip) => String(clip.sampleRateHz))),
    bandwidth: binned(clips.map((clip) => clip.bandwidthHz)),
    duration,
    level: binned(clips.map((clip) => clip.levelDbfs)),
    format_and_length: format.map((value, i) => value * BINS + duration[i]!),
  };
}

/** Numbers distinct values from 0 in order of first appearance; each `undefined` is distinct. */
export function numbered(values: readonly (string | undefined)[]): Int32Array {
  const known = new Map<string, number>();
  let count = 0;
  return Int32Array.from(values, (value) => {
    const number = (value === undefined ? undefined : known.get(value)) ?? count++;
    if (value !== undefined) known.set(value, number);
    return number;
  });
}

/** Assigns values to up to ten bins of equal size; equal values share a bin. */
function binned(values: readonly number[]): Int32Array {
  const bins = Math.min(BINS, Math.max(2, Math.round(Math.sqrt(values.length) / 2)));
  const sorted = values.toSorted((a, b) => a - b);
  const edges = Array.from(
    { length: bins - 1 },
    (_, i) => sorted[Math.floor((i + 1) * values.length / bins)]!,
  );
  return Int32Array.from(values, (value) => edges.filter((edge) => value >= edge).length);
}
