/**
 * Writes `models/training/detect_folds.csv`: folds of the shared recordings that the fold file of the
 * shared data lacks, by the same rule. A step to repeat when recordings are added:
 * `deno run -A --lock=npm/deno.lock models/training/sounds/extend_folds.ts`.
 *
 * @module
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { formatCsvLine, parseCsv } from "../../../src/data/csv.ts";
import { decode } from "../../../src/decode/mod.ts";
import { assignFolds, LONG_SECONDS, PIECE_SECONDS, type Stratified } from "./folds.ts";
import { kindOf } from "./kinds.ts";

interface Piece extends Stratified {
  readonly path: string;
  readonly seg: number;
}

const data = join(process.env["BABYCRY_SHARED"] ?? "../shared", "data");
const table = async (name: string) => parseCsv(await readFile(join(data, name), "utf8"));
const folds = Map.groupBy(await table("detect_folds.csv"), ({ path }) => path!);
const pieces: Piece[] = [];
for (const { path, set, coarse, label, group } of await table("manifest.csv")) {
  const known = folds.get(path!)?.map(({ fold }) => Number(fold));
  if (known === undefined && set!.startsWith("donateacry")) continue;
  const one = { path: path!, group: group!, stratum: `${kindOf(coarse!, label!)} ${set}` };
  for (let seg = 0, count = known?.length ?? await pieceCount(path!); seg < count; seg++) {
    pieces.push({ ...one, seg, ...(known && { fold: known[0]! }) });
  }
}
const assigned = assignFolds(pieces);
const rows = pieces.filter(({ fold }) => fold === undefined).map(({ path, seg, group, stratum }) =>
  formatCsvLine([path, `${seg}`, stratum.startsWith("cry ") ? "1" : "0", `${assigned.get(group)!}`])
);
await writeFile(
  new URL("../detect_folds.csv", import.meta.url),
  `path,seg,y,fold\n${rows.join("")}`.replaceAll("\r", ""),
);

async function pieceCount(path: string): Promise<number> {
  const { channels, sampleRateHz } = await decode(await readFile(join(data, path)));
  const seconds = channels[0]!.length / sampleRateHz;
  return seconds > LONG_SECONDS ? Math.floor(seconds / PIECE_SECONDS) : 1;
}
