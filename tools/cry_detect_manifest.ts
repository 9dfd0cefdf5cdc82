/**
 * Writes the manifest that `cry-detect` is fitted on: the recordings and folds of the shared data's
 * `detect_folds.csv`, long ones in 5 s pieces.
 *
 *     deno run -A tools/cry_detect_manifest.ts SHARED > cry-detect.csv
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { parseCsv } from "../src/data/csv.ts";

const PIECE_SECONDS = 5;

const folder = join(process.argv[2] ?? "../shared", "data");
const table = async (name: string) => parseCsv(await readFile(join(folder, name), "utf8"));
const known = new Map((await table("manifest.csv")).map((row) => [row["path"]!, row]));
const rows = await table("detect_folds.csv");
const pieces = Map.groupBy(rows, (row) => row["path"]!);

console.log("path,label,kind,group,fold,start_seconds,end_seconds");
for (const { path, seg, y, fold } of rows as { [name: string]: string }[]) {
  const start = Number(seg) * PIECE_SECONDS;
  const end = pieces.get(path!)!.length > 1 ? start + PIECE_SECONDS : "";
  const { group, set, coarse, label } = known.get(path!)!;
  // The label of a donated cry is its reason; what it is, is its set and the codec.
  const kind = coarse === "cry" ? `cry (${set} ${path!.split(".").at(-1)})` : label;
  console.log([path, y === "1" ? "cry" : "other", kind, group, fold, start, end].join());
}
