/**
 * `classify`: what a model says of recordings; by default whether an infant is crying, and where.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { ModelError } from "../errors.ts";
import { RECORDING_EXTENSIONS } from "../io/list_recordings.ts";
import type { ClassifierOptions } from "../pipeline.ts";
import type { ModelManifest } from "../prediction/manifest.ts";
import { wrapList } from "../viz/text_width.ts";
import { classifyRecordings } from "./_classify_recordings.ts";
import { createCsvReport } from "./_csv_report.ts";
import type { Host } from "./_host.ts";
import { createHumanReport } from "./_human_report.ts";
import { createJsonReport } from "./_json_report.ts";
import { createOriginalReport } from "./_original_report.ts";
import { createProgressDisplay } from "./_progress_display.ts";
import { findRecordings, type Recording } from "./_recordings.ts";
import { openResumeFile } from "./_resume_file.ts";

export const help: string = `babycry [classify] INPUT... [--model MODEL] [--json | --jsonl | --csv]

Says whether an infant is crying on recordings, where, and how sure the model is; or what another
model says.

INPUT is a file, a URL, - for standard input, or a directory: then all files in it and below with
the extensions
${wrapList(RECORDING_EXTENSIONS, 90).map((line) => `  ${line}`).join("\n")}
What a file holds is told by its content.

  --json             an array with an object for each recording: path, and audio and the answer
                     (cry, valence, reason), or error
  --jsonl            the same objects without the array, one a line
  --csv              a table: path, duration_seconds, label, probability and why of the first
                     answer, valence, valence_experimental, reason, error
  --resume FILE      with --jsonl: adds the lines to FILE instead, and leaves out recordings that
                     have their line there, also one that failed; a run that was cut off goes on
  --format original  one line a recording, with the keys of the published system that the model
                     follows; errors go to standard error

  --model MODEL      cry-detect, cry-valence (experimental) and cry-reason, which are in the package
                     and the default together; valence, cry-resnet, deepinfant, acoustic193, or a
                     JSON file with a manifest or several. May be repeated, for another task each
  --head HEAD        of valence: single_logreg (default) or fusion_logreg
  --dtype TYPE       of valence's encoders: fp32 (default) or int8
  --mode MODE        how the recording is heard; of cry-resnet: trained (default) or lambda, as it
                     is served; of deepinfant: whole (default, the first 7 s) or windows
  --top-k N          reasons to list, default 3
  --prior A=P,B=P    shares of the labels before anything is heard, of a model with a calibration;
                     of cry-detect: cry=0.5,no_cry=0.5
  --coverage SHARE   of recordings whose set of labels is to hold the true one, of a model with such
                     sets; where a set is not one label, the answer is unknown
  --cache DIR        where babycry models keeps weights; default BABYCRY_CACHE, else the platform's

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
      cache: { type: "string" },
      csv: { type: "boolean" },
      format: { type: "string" },
      dtype: { type: "string" },
      head: { type: "string" },
      json: { type: "boolean" },
      jsonl: { type: "boolean" },
      mode: { type: "string" },
      model: { type: "string", multiple: true },
      resume: { type: "string" },
      "top-k": { type: "string" },
      prior: { type: "string" },
      coverage: { type: "string" },
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
  const options = await classifierOptions(values);
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
  options: ClassifierOptions,
): Promise<number> {
  const file = openResumeFile(path);
  try {
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

async function classifierOptions(
  { model, head, dtype, mode, cache, "top-k": topK, prior, coverage }: {
    model?: string[];
    head?: string;
    dtype?: string;
    mode?: string;
    cache?: string;
    "top-k"?: string;
    prior?: string;
    coverage?: string;
  },
): Promise<ClassifierOptions> {
  if (topK !== undefined && !/^-?\d+$/.test(topK)) {
    throw new SyntaxError(`--top-k is ${topK}, wanted a whole number`);
  }
  if (coverage !== undefined && !(Number(coverage) > 0 && Number(coverage) < 1)) {
    throw new SyntaxError(`--coverage is ${coverage}, wanted a share between 0 and 1`);
  }
  if (dtype !== undefined && dtype !== "fp32" && dtype !== "int8") {
    throw new SyntaxError(`--dtype is ${dtype}, wanted fp32 or int8`);
  }
  return {
    ...(model === undefined ? {} : { model: await findModels(model) }),
    ...(head === undefined ? {} : { head }),
    ...(dtype === undefined ? {} : { dtype }),
    ...(mode === undefined ? {} : { mode }),
    ...(topK === undefined ? {} : { topK: Number(topK) }),
    ...(prior === undefined ? {} : { prior: readPrior(prior) }),
    ...(coverage === undefined ? {} : { coverage: Number(coverage) }),
    ...(cache === undefined
      ? {}
      : { source: await (await import("../io/model_store.ts")).openModelStore({ folder: cache }) }),
  };
}

/** `hungry=0.7,tired=0.3` */
function readPrior(text: string): Record<string, number> {
  return Object.fromEntries(
    text.split(",").map((part) => {
      const [label = "", share = ""] = part.split("=").map((word) => word.trim());
      if (label !== "" && share !== "" && Number.isFinite(Number(share))) {
        return [label, Number(share)];
      }
      throw new SyntaxError(`--prior is ${text}, wanted LABEL=SHARE,LABEL=SHARE,...`);
    }),
  );
}

async function findModels(
  names: readonly string[],
): Promise<NonNullable<ClassifierOptions["model"]>> {
  const found = (await Promise.all(names.map(findModel))).flat() as (string | ModelManifest)[];
  return found.length === 1 ? found[0]! : found;
}

/** A model's name, or the manifests in a file. */
async function findModel(
  model: string,
): Promise<string | ModelManifest | readonly ModelManifest[]> {
  if (!model.endsWith(".json")) return model;
  try {
    return JSON.parse(await readFile(model, "utf8"));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new ModelError(`Reading the manifest ${model}: it is not JSON`, {
      modelId: model,
      cause,
    });
  }
}
