import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseCsv } from "../../../src/data/csv.ts";
import { CRY_FEATURE_NAMES } from "../../../src/features/front_ends/cry/cry_features.ts";
import { createMeanVector } from "../../../src/pooling/mean_vector.ts";

/** One recording after one change, from what `export_windows.ts` wrote. */
export interface ExportedClip {
  readonly recording: string;
  readonly kind: string;
  readonly isCry: boolean;
  /** Whether it was made for training. */
  readonly isMade: boolean;
  readonly group: string;
  readonly fold: number;
  readonly variant: string;
  readonly channel: "native" | "matched" | "augmented";
  /** Mean of its windows' features. */
  readonly vector: Float64Array;
}

/** @param folder that `export_windows.ts` wrote to */
export async function readExport(folder: string): Promise<ExportedClip[]> {
  const size = CRY_FEATURE_NAMES.length;
  const bytes = await readFile(join(folder, "features.f32"));
  const features = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const rows = parseCsv(await readFile(join(folder, "index.csv"), "utf8"));
  if (features.length !== rows.length * size) {
    throw new RangeError(
      `Reading ${folder}: ${features.length} features came for ${rows.length} windows of ${size}`,
    );
  }
  const windows = Map.groupBy(
    rows.keys(),
    (row) => `${rows[row]!["recording"]} ${rows[row]!["variant"]}`,
  );
  return [...windows.values()].map((own) => {
    const mean = createMeanVector(size);
    for (const row of own) mean.add(features.subarray(row * size, (row + 1) * size));
    const { recording, kind, y, made, group, fold, variant, channel } = rows[own[0]!] as Record<
      string,
      string
    >;
    return {
      ...{ recording: recording!, kind: kind!, group: group!, variant: variant! },
      isCry: y === "1",
      isMade: made === "1",
      fold: Number(fold),
      channel: channel as ExportedClip["channel"],
      vector: mean.mean(),
    };
  });
}
