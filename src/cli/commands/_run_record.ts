import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { toJson } from "../../prediction/to_json.ts";
import type { FlatOptions } from "../options/assign_options.ts";

/** Version, models and options that produced the lines of a file. */
export type RunRecord = Readonly<Record<string, unknown>>;

/** Describes a run. A manifest is represented by its name and its SHA-256; weights are left out. */
export function describeRun(
  version: string,
  { source: _, sessions: __, model = "embedded", prior, ...options }: FlatOptions,
): RunRecord {
  const models = [model].flat().map((one) => {
    if (typeof one === "string" || !("id" in one)) return one;
    return `${one.id} ${createHash("sha256").update(JSON.stringify(one)).digest("hex")}`;
  });
  return {
    version,
    models,
    ...toJson(options) as RunRecord,
    ...(prior === undefined ? {} : { prior }),
  };
}

/**
 * Compares a run with the record in `FILE.run.json`, or writes the record when the file has no lines.
 *
 * @throws {SyntaxError} when the runs differ or the record is missing
 */
export async function checkRun(path: string, run: RunRecord, hasLines: boolean): Promise<void> {
  const file = `${path}.run.json`;
  if (!hasLines) {
    await writeFile(file, `${JSON.stringify(run, null, 2)}\n`);
    return;
  }
  const before = await readRecord(path, file);
  const names = [...new Set([...Object.keys(before), ...Object.keys(run)])];
  const show = (value: unknown): string => value === undefined ? "none" : JSON.stringify(value);
  const differences = names
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(run[name]))
    .map((name) => `${name} ${show(before[name])}, received ${show(run[name])}`);
  if (differences.length === 0) return;
  throw new SyntaxError(
    `Resuming ${path}: expected ${differences.join("; ")}; use the same options or another file`,
  );
}

async function readRecord(path: string, file: string): Promise<RunRecord> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== "ENOENT") throw cause;
    throw new SyntaxError(
      `Resuming ${path}: expected the options of the first run in ${file}, which is missing; ` +
        "use another file",
      { cause },
    );
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`Resuming ${path}: expected JSON in ${file}`, { cause });
  }
}
