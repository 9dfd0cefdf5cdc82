import { readFile } from "node:fs/promises";
import { extname, resolve } from "node:path";
import type { Predictions } from "../../eval/dataset_rows.ts";
import { parseCsv } from "../../data/csv.ts";
import {
  type AnswerJson,
  fromProbabilities,
  toScoredPrediction,
} from "../../eval/scored_prediction.ts";

const NOT_LABELS = ["path", "label", "error"];

/**
 * Predictions that were saved: what `classify --json` or `--jsonl` printed; or a table with the columns
 * `path` and one of probabilities for each label, as any program may write it.
 *
 * @throws {SyntaxError} when the file does not parse
 */
export async function readPredictions(file: string, root: string): Promise<Predictions> {
  const text = await readFile(file, "utf8");
  const rows = extname(file).toLowerCase() === ".csv"
    ? parseCsv(text).map((row, i) => ({ path: row["path"], shares: sharesOf(row, file, i) }))
    : parseJson(text, file);
  const byPath = new Map<string, typeof rows[number]>();
  for (const [i, row] of rows.entries()) {
    if (typeof row.path === "string") byPath.set(resolve(row.path), row);
    else throw new SyntaxError(`Reading ${file}: row ${i + 1} has no path`);
  }
  return {
    of(path, question) {
      const row = byPath.get(resolve(root, path));
      if (!row) return undefined;
      if ("shares" in row) return fromProbabilities(row.shares);
      return row.error ? row.error.message : toScoredPrediction(row, question);
    },
  };
}

function sharesOf(
  row: Readonly<Record<string, string>>,
  file: string,
  index: number,
): Record<string, number> {
  const shares = Object.entries(row).filter(([name]) => !NOT_LABELS.includes(name))
    .map(([name, cell]) => [name, cell.trim() === "" ? NaN : Number(cell)] as const);
  const sum = shares.reduce((total, [, share]) => total + share, 0);
  if (shares.length > 1 && Math.abs(sum - 1) < 0.01 && shares.every(([, share]) => share >= 0)) {
    return Object.fromEntries(shares);
  }
  throw new SyntaxError(
    `Reading ${file}: row ${index + 1} is ${
      shares.map(([name, share]) => `${name} ${share}`).join(", ")
    }, wanted a probability for each label, which sum to 1`,
  );
}

type Row = AnswerJson & { readonly path?: unknown; readonly error?: { readonly message: string } };

function parseJson(text: string, file: string): Row[] {
  const lines = text.trimStart().startsWith("[") ? [text] : text.split("\n");
  return lines.flatMap((line, i) => {
    if (line.trim() === "") return [];
    try {
      return JSON.parse(line);
    } catch (cause) {
      throw new SyntaxError(`Reading ${file}: line ${i + 1} is no JSON`, { cause });
    }
  });
}
