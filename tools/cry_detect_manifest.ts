import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseCsv } from "../src/data/csv.ts";

const PIECE_SECONDS = 5;

/**
 * The manifest that `cry-detect` is fitted on: the recordings and folds of the shared data's
 * `detect_folds.csv`, long ones in 5 s pieces.
 *
 * @param shared the shared folder
 * @returns CSV
 */
export async function cryDetectManifest(shared: string): Promise<string> {
  const table = async (name: string) =>
    parseCsv(await readFile(join(shared, "data", name), "utf8"));
  const known = new Map((await table("manifest.csv")).map((row) => [row["path"]!, row]));
  const rows = await table("detect_folds.csv");
  const pieces = Map.groupBy(rows, (row) => row["path"]!);

  const lines = rows.map((row) => {
    const path = row["path"]!;
    const { group, set, coarse, label } = known.get(path)!;
    // The label of a donated cry is its reason; what it is, is its set and the codec.
    const kind = coarse === "cry" ? `cry (${set} ${path.split(".").at(-1)})` : label;
    const start = Number(row["seg"]) * PIECE_SECONDS;
    const end = pieces.get(path)!.length > 1 ? start + PIECE_SECONDS : "";
    return [path, row["y"] === "1" ? "cry" : "other", kind, group, row["fold"], start, end].join();
  });
  return ["path,label,kind,group,fold,start_seconds,end_seconds", ...lines, ""].join("\n");
}
