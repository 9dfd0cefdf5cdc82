import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseCsv } from "../../../src/data/csv.ts";
import { decode, toMono } from "../../../src/decode/mod.ts";
import { resample } from "../../../src/resample/mod.ts";
import type { Family, Recording } from "./recording.ts";

const PIECE_SECONDS = 5;
const SAMPLE_RATE_HZ = 8000;

const ANIMALS = "Cat|Chirping birds|Cow|Crickets|Crow|Dog|Hen|Insects (flying)|Pig|Rooster|bird" +
  "|whale|dude_miaowing";
const SIRENS = "Car horn|Church bells|Clock alarm|Siren";
const FAMILY_OF = new Map<string, Family>([
  ...ANIMALS.split("|").map((label) => [label, "animal"] as const),
  ...SIRENS.split("|").map((label) => [label, "siren"] as const),
]);

/**
 * The recordings and folds of the shared data's `detect_folds.csv`, long ones in 5 s pieces, at
 * 8 kHz.
 *
 * @param shared the shared folder
 */
export async function sharedRecordings(shared: string): Promise<Recording[]> {
  const table = async (name: string) =>
    parseCsv(await readFile(join(shared, "data", name), "utf8"));
  const known = new Map((await table("manifest.csv")).map((row) => [row["path"]!, row]));
  const pieces = Map.groupBy(await table("detect_folds.csv"), (row) => row["path"]!);

  const recordings: Recording[] = [];
  for (const [path, rows] of pieces) {
    const { group, set, coarse, label } = known.get(path)! as Record<string, string>;
    const mono = toMono(await decode(await readFile(join(shared, "data", path))));
    const whole = resample(mono.samples, { fromHz: mono.sampleRateHz, toHz: SAMPLE_RATE_HZ });
    const codec = path.split(".").at(-1);
    const family = familyOf(coarse!, label!);
    for (const row of rows) {
      const from = Number(row["seg"]) * PIECE_SECONDS * SAMPLE_RATE_HZ;
      const to = rows.length > 1 ? from + PIECE_SECONDS * SAMPLE_RATE_HZ : whole.length;
      recordings.push({
        id: `${path}#${row["seg"]}`,
        samples: () => whole.subarray(from, to),
        y: row["y"] === "1" ? 1 : 0,
        // The label of a donated cry is its reason.
        kind: family === "cry" ? `cry (${set} ${codec})` : label!,
        family,
        from: [family],
        group: group!,
        fold: Number(row["fold"]),
        cryChannel: family === "cry" ? `${set} ${codec}` : "",
        made: false,
      });
    }
  }
  return recordings;
}

/** By the columns of the shared `manifest.csv`. */
export function familyOf(coarse: string, label: string): Family {
  if (coarse === "cry" || coarse === "speech" || coarse === "adult_vocal") return coarse;
  return FAMILY_OF.get(label) ?? (label.startsWith("music_") ? "music" : "household");
}
