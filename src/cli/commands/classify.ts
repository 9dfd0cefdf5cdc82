/**
 * `classify`: what a model says of recordings; by default whether an infant is crying, and where.
 *
 * @module
 */
import { parseArgs } from "node:util";
import manifest from "../../../deno.json" with { type: "json" };
import { RECORDING_EXTENSIONS } from "../../input/list_recordings.ts";
import { wrapList } from "../../terminal/text_width.ts";
import type { FlatOptions } from "../options/assign_options.ts";
import {
  CLASSIFIER_HELP,
  CLASSIFIER_OPTIONS,
  readClassifierOptions,
} from "../options/classifier_options.ts";
import { classifyRecordings } from "./_classify_recordings.ts";
import { createCsvReport } from "../output/csv_report.ts";
import type { Host } from "../host.ts";
import { createHumanReport } from "../output/text_report.ts";
import { createJsonReport } from "../output/json_report.ts";
import { createOriginalReport } from "../output/upstream_report.ts";
import { createProgressDisplay } from "../output/progress_display.ts";
import { findRecordings, type Recording } from "../recordings.ts";
import { openResumeFile } from "./_resume_file.ts";
import { checkRun, describeRun } from "./_resume_run.ts";

export const help: string = `babycry [classify] INPUT... [--model MODEL] [--json | --jsonl | --csv]

Says whether an infant is crying on recordings, where, and how sure the model is; whether it sounds
positive or in distress (experimental); or what another model says.

INPUT is a file, a URL, - for standard input, or a directory: then all files in it and below with
the extensions
${wrapList(RECORDING_EXTENSIONS, 90).map((line) => `  ${line}`).join("\n")}
What a file holds is told by its content.

  --json             an array with an object for each recording: path, and audio and the answer
                     (cry, valence, reason), or error
  --jsonl            the same objects without the array, one a line
  --csv              a table: path, duration_seconds, label, probability, abstention_reasons
                     of the first answer, valence, valence_experimental, reason, error
  --resume FILE      with --jsonl: adds the lines to FILE instead, and leaves out recordings that
                     have their line there, also one that failed; a run that was cut off goes on.
                     FILE.run.json keeps model and options: other ones are refused
  --format original  one line a recording, with the keys of the published system that the model
                     follows; errors go to standard error

${CLASSIFIER_HELP}
Exit codes: 0 done, 1 some recording failed (the others are reported), 2 wrong usage.
Research software: not for medical, safety or monitoring decisions.

Example: babycry night.wav recordings/ --jsonl
`;

/** Runs the command. */
export async function run(args: readonly string[], host: Host): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...CLASSIFIER_OPTIONS,
      csv: { type: "boolean" },
      format: { type: "string" },
      json: { type: "boolean" },
      jsonl: { type: "boolean" },
      resume: { type: "string" },
    },
  });
  if (positionals.length === 0) {
    throw new SyntaxError("No recording was named, wanted files, directories, URLs or -");
  }
  if (values.format !== undefined && values.format !== "original") {
    throw new SyntaxError(`--format is ${values.format}, wanted original`);
  }
  const forms = (["json", "jsonl", "csv", "format"] as const).filter((name) => values[name]);
  if (forms.length > 1) {
    throw new SyntaxError(
      `Both ${forms.map((name) => `--${name}`).join(" and ")} came, wanted one`,
    );
  }
  if (values.format !== undefined && values.model === undefined) {
    throw new SyntaxError(
      "--format original came without --model, wanted one that follows a published system",
    );
  }
  const options = await readClassifierOptions(values, host.err);
  const recordings = await findRecordings(positionals, host);
  if (values.resume !== undefined) {
    if (!values.jsonl) throw new SyntaxError("--resume came without --jsonl, wanted both");
    return await resume(values.resume, recordings, host, options);
  }

  const { out, err } = host;
  const report = values.format
    ? createOriginalReport(out, err)
    : values.csv
    ? createCsvReport(out)
    : forms.length > 0
    ? createJsonReport(out, values.json ? "array" : "lines")
    : createHumanReport(recordings.map(({ path }) => path), out, err);
  // On the same terminal a bar would tear the lines of programs apart.
  if (forms.length > 0 && out.isTerminal) {
    return await classifyRecordings(recordings, host, { ...options, report });
  }
  return await classifyRecordings(recordings, host, {
    ...options,
    report,
    progress: createProgressDisplay(err),
  });
}

/** Adds the recordings that a file has no lines of; each once, however often it was named. */
async function resume(
  path: string,
  recordings: readonly Recording[],
  host: Host,
  options: FlatOptions,
): Promise<number> {
  const file = openResumeFile(path);
  try {
    await checkRun(path, describeRun(manifest.version, options), file.done.size > 0);
    const rest = new Map(recordings.map((recording) => [recording.path, recording]));
    for (const done of file.done) rest.delete(done);
    const code = await classifyRecordings([...rest.values()], host, {
      ...options,
      report: createJsonReport(file, "lines"),
      progress: createProgressDisplay(host.err),
    });
    return file.failed > 0 ? 1 : code;
  } finally {
    file.close();
  }
}
