/**
 * Reads what `export_windows.ts` wrote.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseCsv } from "../../../src/data/csv.ts";
import { CRY_FEATURE_NAMES } from "../../../src/features/front_ends/cry/cry_features.ts";
import { createMeanVector } from "../../../src/pooling/mean_vector.ts";
import type { Variant } from "../sounds/variants.ts";

/** A variant of a recording. */
export interface ExportedClip {
  readonly recording: string;
  readonly label: string;
  readonly isCry: boolean;
  readonly isSynthetic: boolean;
  readonly group: string;
  readonly fold: number;
  readonly variant: string;
  readonly condition: Variant["condition"];
  /** `cry-features` of the windows, in order. */
  readonly windows: readonly Float32Array[];
  /** Starts of the windows. */
  readonly startsSeconds: readonly number[];
  /** Levels of the windows. */
  readonly levelsDbfs: readonly number[];
  readonly durationSeconds: number;
  /** Rows of the windows in the export. */
  readonly rows: readonly number[];
}

/** Reads all clips of an export. */
export async function readExport(folder: string): Promise<ExportedClip[]> {
  const size = CRY_FEATURE_NAMES.length;
  const features = await readFloat32(join(folder, "features.f32"));
  const rows = parseCsv(await readFile(join(folder, "index.csv"), "utf8"));
  if (features.length !== rows.length * size) {
    throw new RangeError(
      `Reading ${folder}: expected ${size} features for each of ${rows.length} windows, received ` +
        `${features.length} in all`,
    );
  }
  const clips = Map.groupBy(
    rows.keys(),
    (row) => `${rows[row]!["recording"]} ${rows[row]!["variant"]}`,
  );
  return [...clips.values()].map((own): ExportedClip => {
    const first = rows[own[0]!] as Record<string, string>;
    const { recording, label, y, synthetic, group, fold, variant, condition } = first;
    return {
      ...{ recording: recording!, label: label!, group: group!, variant: variant! },
      isCry: y === "1",
      isSynthetic: synthetic === "1",
      fold: Number(fold),
      condition: condition as ExportedClip["condition"],
      windows: own.map((row) => features.subarray(row * size, (row + 1) * size)),
      startsSeconds: own.map((row) => Number(rows[row]!["start_seconds"])),
      // The table has `-inf` for digital silence.
      levelsDbfs: own.map((row) => Number(rows[row]!["level_dbfs"]!.replace("inf", "Infinity"))),
      durationSeconds: Number(first["duration_seconds"]),
      rows: own,
    };
  });
}

/** Mean of the features over the windows of a clip. */
export function meanVector({ windows }: ExportedClip): Float64Array {
  const mean = createMeanVector(CRY_FEATURE_NAMES.length);
  for (const window of windows) mean.add(window);
  return mean.mean();
}

/** Reads a file of float32 numbers, little-endian. */
export async function readFloat32(path: string): Promise<Float32Array> {
  const bytes = await readFile(path);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}
