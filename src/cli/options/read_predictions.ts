import { readFile } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { describe } from "../../check_option.ts";
import { parseCsv } from "../../data/csv.ts";
import {
  normalizeProbabilities,
  type SavedPrediction,
  type SavedPredictions,
} from "../../eval/scored_prediction.ts";
import type { OpenDataset } from "../../input/open_dataset.ts";

/** Columns of a table that are not probabilities. */
const OTHER_COLUMNS = ["path", "label", "error"];

/**
 * Reads saved predictions: the output of `classify --json` or `--jsonl`, or a CSV table with the
 * column `path` and a column of probabilities for each label. Paths are relative to the working
 * directory.
 *
 * @returns predictions by the path of the clip in the dataset
 * @throws {SyntaxError} when the file does not parse or a row has no path
 * @throws {RangeError} when the probabilities of a row do not sum to 1
 */
export async function readPredictions(
  file: string,
  { dataset, root }: OpenDataset,
): Promise<SavedPredictions> {
  const text = await readFile(file, "utf8");
  const rows = extname(file).toLowerCase() === ".csv"
    ? parseTable(text, file)
    : parseJson(text, file);
  const predictions = new Map<string, SavedPrediction>();
  for (const { path, prediction } of rows) predictions.set(resolve(path), prediction);
  return new Map(dataset.clips.flatMap(({ path }) => {
    const prediction = predictions.get(resolve(root, path));
    return prediction ? [[path, prediction] as const] : [];
  }));
}

interface Row {
  readonly path: string;
  readonly prediction: SavedPrediction;
}

/** Checks the path of a row. @throws {SyntaxError} when it is missing */
function checkPath(path: unknown, file: string, row: number): string {
  if (typeof path === "string") return path;
  throw new SyntaxError(`Reading ${file}: expected a path in row ${row}, received none`);
}

function parseTable(text: string, file: string): Row[] {
  return parseCsv(text).map((row, i) => {
    const path = checkPath(row["path"], file, i + 1);
    const probabilities = Object.fromEntries(
      Object.entries(row).filter(([name]) => !OTHER_COLUMNS.includes(name)).map(([name, cell]) => [
        name,
        cell.trim() === "" ? NaN : Number(cell),
      ]),
    );
    const action = `Reading ${file}, row ${i + 1}`;
    return {
      path,
      prediction: { probabilities: normalizeProbabilities(action, probabilities) },
    };
  });
}

function parseJson(text: string, file: string): Row[] {
  const lines = text.trimStart().startsWith("[") ? [text] : text.split("\n");
  return lines.flatMap((line, i) => {
    if (line.trim() === "") return [];
    try {
      return JSON.parse(line) as (SavedPrediction & { readonly path?: unknown })[];
    } catch (cause) {
      throw new SyntaxError(
        `Reading ${file}, line ${i + 1}: expected JSON, received ${describe(line)}`,
        { cause },
      );
    }
  }).map((prediction, i) => ({ path: checkPath(prediction?.path, file, i + 1), prediction }));
}
