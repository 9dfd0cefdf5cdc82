/**
 * `classify`: whether an infant is crying on recordings, where, and how sure the model is.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { RECORDING_EXTENSIONS } from "../io/list_recordings.ts";
import { classifyRecordings } from "./_classify_recordings.ts";
import type { Host } from "./_host.ts";
import { createHumanReport } from "./_human_report.ts";
import { createJsonReport } from "./_json_report.ts";
import { createProgressDisplay } from "./_progress_display.ts";
import { findRecordings } from "./_recordings.ts";
import { wrapList } from "../viz/text_width.ts";

export const help: string = `babycry [classify] INPUT... [--json | --jsonl]

Says whether an infant is crying on recordings, where, and how sure the model is.

INPUT is a file, a URL, - for standard input, or a directory: then all files in it and below with
the extensions
${wrapList(RECORDING_EXTENSIONS, 90).map((line) => `  ${line}`).join("\n")}
What a file holds is told by its content.

  --json    an array with an object for each recording: path, and audio and cry, or error
  --jsonl   the same objects without the array, one a line

Exit codes: 0 done, 1 some recording failed (the others are reported), 2 wrong usage.
Research software: not for medical, safety or monitoring decisions.

Example: babycry night.wav recordings/ --jsonl
`;

/** Runs the command. */
export async function run(args: readonly string[], host: Host): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: "boolean" }, jsonl: { type: "boolean" } },
  });
  if (positionals.length === 0) {
    throw new SyntaxError("No recording was named, wanted files, directories, URLs or -");
  }
  if (values.json && values.jsonl) {
    throw new SyntaxError("Both --json and --jsonl came, wanted one");
  }

  const { out, err } = host;
  const recordings = await findRecordings(positionals, host);
  const json = values.json || values.jsonl;
  const report = json
    ? createJsonReport(out, values.json ? "array" : "lines")
    : createHumanReport(recordings.map(({ path }) => path), out, err);
  // On the same terminal a bar would tear the lines of JSON apart.
  if (json && out.isTerminal) return await classifyRecordings(recordings, host, { report });
  return await classifyRecordings(recordings, host, {
    report,
    progress: createProgressDisplay(err),
  });
}
