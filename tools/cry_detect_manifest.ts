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
const groupOf = new Map((await table("manifest.csv")).map((row) => [row["path"]!, row["group"]!]));
const rows = await table("detect_folds.csv");
const pieces = Map.groupBy(rows, (row) => row["path"]!);

console.log("path,label,group,fold,start_seconds,end_seconds");
for (const { path, seg, y, fold } of rows as { [name: string]: string }[]) {
  const start = Number(seg) * PIECE_SECONDS;
  const end = pieces.get(path!)!.length > 1 ? start + PIECE_SECONDS : "";
  console.log([path, y === "1" ? "cry" : "other", groupOf.get(path!), fold, start, end].join());
}
