import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseCsv } from "../../../src/data/csv.ts";
import { decode, toMono } from "../../../src/decode/mod.ts";
import { resample } from "../../../src/resample/mod.ts";
import { type Kind, type Recording, SAMPLE_RATE_HZ } from "./recording.ts";

const PIECE_SECONDS = 5;

const ANIMALS = "Cat|Chirping birds|Cow|Crickets|Crow|Dog|Hen|Insects (flying)|Pig|Rooster|bird" +
  "|whale|dude_miaowing";
const SIRENS = "Car horn|Church bells|Clock alarm|Siren";
const KIND_OF = new Map<string, Kind>([
  ...ANIMALS.split("|").map((label) => [label, "animal"] as const),
  ...SIRENS.split("|").map((label) => [label, "siren"] as const),
]);

/**
 * Reads the recordings and folds of `detect_folds.csv`, resampled to 8 kHz and long ones in pieces of 5 s.
 *
 * @param shared folder of the shared data
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
    const kind = kindOf(coarse!, label!);
    for (const row of rows) {
      const from = Number(row["seg"]) * PIECE_SECONDS * SAMPLE_RATE_HZ;
      const to = rows.length > 1 ? from + PIECE_SECONDS * SAMPLE_RATE_HZ : whole.length;
      recordings.push({
        id: `${path}#${row["seg"]}`,
        samples: () => whole.subarray(from, to),
        y: row["y"] === "1" ? 1 : 0,
        // The label of a donated cry is the reason for it.
        label: kind === "cry" ? `cry (${set} ${codec})` : label!,
        kind,
        relatedKinds: [kind],
        group: group!,
        fold: Number(row["fold"]),
        cryFormat: kind === "cry" ? `${set} ${codec}` : "",
        isSynthetic: false,
      });
    }
  }
  return recordings;
}

/** Kind of a recording, from its row in `manifest.csv`. */
export function kindOf(coarse: string, label: string): Kind {
  if (coarse === "cry" || coarse === "speech" || coarse === "adult_vocal") return coarse;
  return KIND_OF.get(label) ?? (label.startsWith("music_") ? "music" : "household");
}
