/**
 * `classify`: classifies recordings.
 *
 * @module
 */
import { RECORDING_EXTENSIONS } from "../../input/list_recordings.ts";
import { hostFileSystem, makeFolder } from "../../store/file_system.ts";
import { type Command, defineCommand } from "../command.ts";
import { checkAlone, checkOwner } from "../options/check_given.ts";
import { FFMPEG_OPTION } from "../options/ffmpeg_option.ts";
import { checkLabelOptions, LABEL_OPTIONS } from "../options/label_options.ts";
import { MODEL_OPTIONS, toFlatOptions } from "../options/model_options.ts";
import { flag, group, option } from "../options/option_table.ts";
import { choice, text } from "../options/value_parsers.ts";
import { createReport } from "../output/create_report.ts";
import { createProgressDisplay } from "../output/progress_display.ts";
import { findRecordings } from "../recordings.ts";
import { classifyRecordings } from "./_classify_recordings.ts";
import { resumeRun } from "./_resume_run.ts";

const FORMS = ["json", "jsonl", "csv", "format"] as const;

/** Detects crying in recordings, or applies other models. */
export const classify: Command = defineCommand({
  name: "[classify]",
  operands: "INPUT...",
  description:
    `Detect infant crying in recordings: probability, segments and a timeline; with experimental models
also the valence (positive or distress) and the reason.

INPUT is a file, a directory, a URL, or - for standard input. Formats are detected by content. In a
directory and below it, files with these extensions are read: ${
      RECORDING_EXTENSIONS.join(", ")
    }; also
ts and mts, if the content is an MPEG transport stream.`,
  options: {
    ...group("Output", {
      json: flag(
        "Write a JSON array with one object per recording: path, audio, cry, valence, reason " +
          "and tags, or path and error",
      ),
      jsonl: flag("Write these objects as JSON Lines, each as soon as it is ready"),
      csv: flag("Write a CSV table with one row per recording"),
      format: option(
        choice("upstream"),
        "Write one JSON object per line with the keys of the published system that the model " +
          "follows (needs --model); errors go to standard error",
      ),
      resume: option(
        text("FILE"),
        "With --jsonl, append to FILE and skip the recordings that it already has, to continue an " +
          "interrupted run with the same model and options (kept in FILE.run.json)",
      ),
    }),
    ...group("Input", {
      ffmpeg: FFMPEG_OPTION,
    }),
    ...LABEL_OPTIONS,
    ...MODEL_OPTIONS,
  },
  notes: "Exit codes: 0 success, 1 some recordings failed, 2 wrong usage, 130 interrupted.",
  example: "night.wav recordings/ --jsonl",
  async run({ resume, ffmpeg, ...values }, inputs, host, given) {
    const forms = FORMS.filter((name) => values[name]);
    if (forms.length > 1) {
      const names = forms.map((name) => `--${name}`).join(" and ");
      throw new SyntaxError(`Both ${names} given; use one`);
    }
    const [form] = forms;
    checkOwner(given, "model", ["format"]);
    checkOwner(given, "jsonl", ["resume"]);
    checkAlone(given, "resume", ["export"]);
    checkLabelOptions(given, form);
    const options = { ...await toFlatOptions(values, host.err), ...(ffmpeg && { ffmpeg }) };
    const recordings = await findRecordings(inputs, host);
    if (values.out !== undefined) await makeFolder(values.out, await hostFileSystem());
    if (resume !== undefined) return await resumeRun(resume, recordings, host, options);
    // A progress bar on the terminal of the output would break its lines.
    const isBarHidden = form !== undefined && host.out.isTerminal;
    return await classifyRecordings(recordings, host, {
      ...options,
      report: createReport(form, recordings.map(({ path }) => path), host, values),
      ...(isBarHidden ? {} : { progress: createProgressDisplay(host.err) }),
    });
  },
});
