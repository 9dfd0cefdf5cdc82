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
import type { Host } from "./_host.ts";
import { createHumanReport } from "./_human_report.ts";
import { createJsonReport } from "./_json_report.ts";
import { createOriginalReport } from "./_original_report.ts";
import { createProgressDisplay } from "./_progress_display.ts";
import { findRecordings } from "./_recordings.ts";

export const help: string = `babycry [classify] INPUT... [--model MODEL] [--json | --jsonl]

Says whether an infant is crying on recordings, where, and how sure the model is; or what another
model says.

INPUT is a file, a URL, - for standard input, or a directory: then all files in it and below with
the extensions
${wrapList(RECORDING_EXTENSIONS, 90).map((line) => `  ${line}`).join("\n")}
What a file holds is told by its content.

  --json             an array with an object for each recording: path, and audio and the answer
                     (cry, valence, reason), or error
  --jsonl            the same objects without the array, one a line
  --format original  one line a recording, with the keys of the published system that the model
                     follows; errors go to standard error

  --model MODEL      cry-detect (default, in the package), valence, cry-resnet, deepinfant,
                     acoustic193, or a manifest as a JSON file
  --head HEAD        of valence: single_logreg (default) or fusion_logreg
  --mode MODE        how the recording is heard; of cry-resnet: trained (default) or lambda, as it
                     is served; of deepinfant: whole (default, the first 7 s) or windows
  --top-k N          reasons to list, default 3
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
      format: { type: "string" },
      head: { type: "string" },
      json: { type: "boolean" },
      jsonl: { type: "boolean" },
      mode: { type: "string" },
      model: { type: "string" },
      "top-k": { type: "string" },
    },
  });
  if (positionals.length === 0) {
    throw new SyntaxError("No recording was named, wanted files, directories, URLs or -");
  }
  if (values.format !== undefined && values.format !== "original") {
    throw new SyntaxError(`--format is ${values.format}, wanted original`);
  }
  const forms = (["json", "jsonl", "format"] as const).filter((name) => values[name]);
  if (forms.length > 1) {
    throw new SyntaxError(
      `Both ${forms.map((name) => `--${name}`).join(" and ")} came, wanted one`,
    );
  }

  const { out, err } = host;
  const options = await classifierOptions(values);
  const recordings = await findRecordings(positionals, host);
  const report = values.format
    ? createOriginalReport(out, err)
    : forms.length > 0
    ? createJsonReport(out, values.json ? "array" : "lines")
    : createHumanReport(recordings.map(({ path }) => path), out, err);
  // On the same terminal a bar would tear the lines of JSON apart.
  if (forms.length > 0 && out.isTerminal) {
    return await classifyRecordings(recordings, host, { ...options, report });
  }
  return await classifyRecordings(recordings, host, {
    ...options,
    report,
    progress: createProgressDisplay(err),
  });
}

async function classifierOptions(
  { model, head, mode, cache, "top-k": topK }: {
    model?: string;
    head?: string;
    mode?: string;
    cache?: string;
    "top-k"?: string;
  },
): Promise<ClassifierOptions> {
  if (topK !== undefined && !/^-?\d+$/.test(topK)) {
    throw new SyntaxError(`--top-k is ${topK}, wanted a whole number`);
  }
  return {
    ...(model === undefined ? {} : { model: await findModel(model) }),
    ...(head === undefined ? {} : { head }),
    ...(mode === undefined ? {} : { mode }),
    ...(topK === undefined ? {} : { topK: Number(topK) }),
    ...(cache === undefined
      ? {}
      : { source: await (await import("../io/model_store.ts")).openModelStore({ folder: cache }) }),
  };
}

/** A model's name, or the manifest in a file. */
async function findModel(model: string): Promise<string | ModelManifest> {
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
