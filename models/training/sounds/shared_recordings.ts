import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseCsv } from "../../../src/data/csv.ts";
import { decode, toMono } from "../../../src/decode/mod.ts";
import { resample } from "../../../src/resample/mod.ts";
import { PIECE_SECONDS, readFolds } from "./folds.ts";
import { kindOf } from "./kinds.ts";
import { type Recording, SAMPLE_RATE_HZ } from "./recording.ts";

/**
 * Reads all recordings that have a fold, resampled to 8 kHz and long ones in pieces of 5 s.
 *
 * @param shared folder of the shared data
 */
export async function sharedRecordings(shared: string): Promise<Recording[]> {
  const manifest = parseCsv(await readFile(join(shared, "data", "manifest.csv"), "utf8"));
  const known = new Map(manifest.map((row) => [row["path"]!, row]));
  const pieces = Map.groupBy(await readFolds(shared), ({ path }) => path);

  const recordings: Recording[] = [];
  for (const [path, rows] of pieces) {
    const { group, set, coarse, label } = known.get(path)! as Record<string, string>;
    const mono = toMono(await decode(await readFile(join(shared, "data", path))));
    const whole = resample(mono.samples, { fromHz: mono.sampleRateHz, toHz: SAMPLE_RATE_HZ });
    const codec = path.split(".").at(-1);
    const kind = kindOf(coarse!, label!);
    for (const row of rows) {
      const from = row.seg * PIECE_SECONDS * SAMPLE_RATE_HZ;
      const to = rows.length > 1 ? from + PIECE_SECONDS * SAMPLE_RATE_HZ : whole.length;
      recordings.push({
        id: `${path}#${row.seg}`,
        samples: () => whole.subarray(from, to),
        y: row.y,
        // The label of a donated cry is the reason for it.
        label: kind === "cry" ? `cry (${set} ${codec})` : label!,
        kind,
        relatedKinds: [kind],
        group: group!,
        fold: row.fold,
        cryFormat: kind === "cry" ? `${set} ${codec}` : "",
        isSynthetic: false,
      });
    }
  }
  return recordings;
}
