import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import type { FlatOptions } from "../options/assign_options.ts";
import { toJson } from "../../prediction/to_json.ts";

/** What the answers in a file depend on, apart from the recordings. */
export type ResumeRun = Readonly<Record<string, unknown>>;

/** Describes a run; a manifest by its name and its SHA-256. Where weights lie does not count. */
export function describeRun(
  version: string,
  { source: _, sessions: __, model = "embedded", prior, ...options }: FlatOptions,
): ResumeRun {
  const models = [model].flat().map((one) => {
    if (typeof one === "string" || !("id" in one)) return one;
    return `${one.id} ${createHash("sha256").update(JSON.stringify(one)).digest("hex")}`;
  });
  return {
    version,
    models,
    ...toJson(options) as ResumeRun,
    ...(prior === undefined ? {} : { prior }),
  };
}

/**
 * Holds a run against the one that began a file, which stands beside it in `FILE.run.json`; writes that
 * when the file has no answers yet.
 *
 * @throws {SyntaxError} when they differ, with what does
 */
export async function checkRun(path: string, run: ResumeRun, hasAnswers: boolean): Promise<void> {
  const record = `${path}.run.json`;
  if (!hasAnswers) {
    await writeFile(record, `${JSON.stringify(run, null, 2)}\n`);
    return;
  }
  const before = await readRun(path, record);
  const names = [...new Set([...Object.keys(before), ...Object.keys(run)])];
  const show = (value: unknown): string => value === undefined ? "none" : JSON.stringify(value);
  const differences = names
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(run[name]))
    .map((name) => `${name} was ${show(before[name])} and is ${show(run[name])}`);
  if (differences.length === 0) return;
  throw new SyntaxError(
    `Resuming ${path}: its answers were made otherwise: ${differences.join("; ")}. ` +
      "Wanted the same, or another file",
  );
}

async function readRun(path: string, record: string): Promise<ResumeRun> {
  let text: string;
  try {
    text = await readFile(record, "utf8");
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== "ENOENT") throw cause;
    throw new SyntaxError(
      `Resuming ${path}: there is no ${record}, which says how its answers were made; ` +
        "wanted both, or another file",
      { cause },
    );
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`Resuming ${path}: ${record} is not JSON`, { cause });
  }
}
