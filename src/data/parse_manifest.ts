import { parseCsv } from "./csv.ts";
import { type Clip, collectDataset, type Dataset, type ExcludedClip } from "./dataset.ts";

/** Options of a manifest: its format and the names of its columns. */
export interface ManifestOptions {
  /** Format of the text. */
  readonly format: "csv" | "jsonl";
  /** Column of the path; default `path`. */
  readonly pathColumn?: string;
  /** Column of the label; default `label`. */
  readonly labelColumn?: string;
  /** Column of the group; default `group`. */
  readonly groupColumn?: string;
  /** Column of the session; default `session`. */
  readonly sessionColumn?: string;
  /** The labels to use; all by default. */
  readonly labels?: readonly string[];
}

/**
 * Reads a manifest: columns `path`, `label`, and where there are `group`, `session`, `start_seconds`,
 * `end_seconds` and any others. Instead of JSON lines there may be one JSON array.
 *
 * @throws {SyntaxError} when the text does not parse, the column of paths or labels is missing, or a
 * number of seconds is none
 */
export function parseManifest(text: string, options: ManifestOptions): Dataset {
  const { pathColumn = "path", labelColumn = "label" } = options;
  const { groupColumn = "group", sessionColumn = "session" } = options;
  const rows = options.format === "csv" ? parseCsv(text) : parseJson(text);
  if (rows.length === 0) throw new SyntaxError("Reading a manifest: it has no rows, wanted clips");
  for (const name of [pathColumn, labelColumn]) {
    if (!rows.some((row) => name in row)) {
      const known = Object.keys(rows[0] ?? {}).join(", ") || "none";
      throw new SyntaxError(`Reading a manifest: no column ${name}, there are ${known}`);
    }
  }
  const excluded: ExcludedClip[] = [];
  const clips: Clip[] = [];
  rows.forEach((row, i) => {
    const path = row[pathColumn] ?? "";
    if (path === "") {
      excluded.push({ path: `row ${i + 1}`, reason: "no_path", detail: "the path is empty" });
      return;
    }
    clips.push({
      path,
      label: row[labelColumn] ?? "",
      ...(row[groupColumn] ? { group: row[groupColumn] } : {}),
      ...(row[sessionColumn] ? { session: row[sessionColumn] } : {}),
      startSeconds: seconds(row, "start_seconds", 0, i),
      endSeconds: seconds(row, "end_seconds", Infinity, i),
      columns: row,
    });
  });
  return collectDataset(clips, { excluded, ...(options.labels ? { labels: options.labels } : {}) });
}

function seconds(
  row: Readonly<Record<string, string>>,
  name: string,
  absent: number,
  index: number,
): number {
  const value = row[name] ? Number(row[name]) : absent;
  if (value >= 0) return value;
  throw new SyntaxError(
    `Reading a manifest: ${name} of row ${index + 1} is ${row[name]}, wanted 0 or more`,
  );
}

function parseJson(text: string): Record<string, string>[] {
  const isArray = text.trimStart().startsWith("[");
  return (isArray ? [text] : text.split("\n")).flatMap((line, i) => {
    if (line.trim() === "") return [];
    const fail = (what: string, cause?: unknown): never => {
      const where = isArray ? "the text" : `line ${i + 1}`;
      throw new SyntaxError(`Reading a manifest: ${where} ${what}`, { cause });
    };
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      return fail("is no JSON", cause);
    }
    return (isArray ? value as unknown[] : [value]).map((one) => {
      if (typeof one !== "object" || one === null || Array.isArray(one)) {
        return fail(isArray ? "has what is no object" : "is no object");
      }
      return Object.fromEntries(
        Object.entries(one).map(([name, cell]) => [name, cell === null ? "" : String(cell)]),
      );
    });
  });
}
