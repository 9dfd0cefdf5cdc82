import { checkType, describe } from "../check_option.ts";
import { parseCsv } from "./csv.ts";
import { type Clip, collectDataset, type Dataset, type ExcludedClip } from "./dataset.ts";

/** Options of a manifest: its format and the names of its columns. */
export interface ManifestOptions {
  /** Format of the text. */
  readonly format: "csv" | "jsonl";
  /** Column of the path. Default `path`. */
  readonly pathColumn?: string;
  /** Column of the label. Default `label`. */
  readonly labelColumn?: string;
  /** Column of the group. Default `group`, if there is one. */
  readonly groupColumn?: string;
  /** Column of the session. Default `session`, if there is one. */
  readonly sessionColumn?: string;
  /** Labels to use. Default all. */
  readonly labels?: readonly string[];
}

/** Checks labels to use. @throws {TypeError} when they are not an array of strings, or undefined */
export function checkLabels(action: string, labels: unknown): void {
  if (labels === undefined) return;
  if (!Array.isArray(labels)) {
    throw new TypeError(
      `${action}: expected labels to be an array of strings, received ${describe(labels)}`,
    );
  }
  for (const [i, label] of labels.entries()) checkType(action, `labels[${i}]`, label, "string");
}

/**
 * Parses a manifest with the columns `path`, `label`, optionally `group`, `session`,
 * `start_seconds` and `end_seconds`, and any others. The format `jsonl` accepts one JSON array,
 * too.
 *
 * @throws {SyntaxError} when the text does not parse, the column of paths, of labels or of
 *   another option is missing, or a number of seconds is invalid
 */
export function parseManifest(text: string, options: ManifestOptions): Dataset {
  const { pathColumn = "path", labelColumn = "label" } = options;
  const { groupColumn = "group", sessionColumn = "session" } = options;
  const rows = options.format === "csv" ? parseCsv(text) : parseJson(text);
  if (rows.length === 0) {
    throw new SyntaxError("Reading a manifest: expected one or more rows, received none");
  }
  for (const name of [pathColumn, labelColumn, options.groupColumn, options.sessionColumn]) {
    if (name !== undefined && !rows.some((row) => name in row)) {
      const known = Object.keys(rows[0] ?? {}).join(", ") || "none";
      throw new SyntaxError(`Reading a manifest: expected a column ${name}, received ${known}`);
    }
  }
  const excluded: ExcludedClip[] = [];
  const clips: Clip[] = [];
  rows.forEach((row, i) => {
    const path = row[pathColumn] ?? "";
    if (path === "") {
      excluded.push({
        path: `row ${i + 1}`,
        reason: "no_path",
        detail: "expected a path, received an empty cell",
      });
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
    `Reading a manifest: expected ${name} of row ${index + 1} to be a number from 0, ` +
      `received ${row[name]}`,
  );
}

function parseJson(text: string): Record<string, string>[] {
  const isArray = text.trimStart().startsWith("[");
  return (isArray ? [text] : text.split("\n")).flatMap((line, i) => {
    if (line.trim() === "") return [];
    const fail = (expected: string, received: unknown, cause?: unknown): never => {
      const action = isArray ? "Reading a manifest" : `Reading a manifest, line ${i + 1}`;
      throw new SyntaxError(`${action}: expected ${expected}, received ${describe(received)}`, {
        cause,
      });
    };
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch (cause) {
      return fail("JSON", line, cause);
    }
    return (isArray ? value as unknown[] : [value]).map((one) => {
      if (typeof one !== "object" || one === null || Array.isArray(one)) {
        return fail(isArray ? "an array of objects" : "an object", one);
      }
      return Object.fromEntries(
        Object.entries(one).map(([name, cell]) => [name, cell === null ? "" : String(cell)]),
      );
    });
  });
}
