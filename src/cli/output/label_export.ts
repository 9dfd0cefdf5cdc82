import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { joinBouts, lengthOf, type Span } from "./bouts.ts";
import type { Report } from "./report.ts";

/** Formats of label files. */
export const LABEL_FORMATS = ["audacity", "textgrid", "rttm"] as const;

/** Format of a label file. */
export type LabelFormat = typeof LABEL_FORMATS[number];

const EXTENSIONS: Readonly<Record<LabelFormat, string>> = {
  audacity: "txt",
  textgrid: "TextGrid",
  rttm: "rttm",
};

/**
 * Adds to a report a file of labels for each recording, with the bouts of crying.
 *
 * @param options.directory existing folder for the files
 * @param options.joinSeconds longest pause within a bout
 */
export function withLabelExport(
  report: Report,
  options: {
    readonly format: LabelFormat;
    readonly directory: string;
    readonly joinSeconds: number;
  },
): Report {
  const { format, directory, joinSeconds } = options;
  const used = new Set<string>();
  return {
    ...report,
    prediction(path, prediction) {
      report.prediction(path, prediction);
      const name = unusedName(nameOf(path), used);
      const bouts = joinBouts(prediction.cry?.segments ?? [], joinSeconds);
      const text = formatLabels(format, name, bouts, prediction.audio.durationSeconds);
      writeFileSync(join(directory, `${name}.${EXTENSIONS[format]}`), text);
    },
  };
}

/**
 * Formats spans of crying as a label file.
 *
 * @param name name of the recording, in RTTM
 */
export function formatLabels(
  format: LabelFormat,
  name: string,
  spans: readonly Span[],
  durationSeconds: number,
): string {
  switch (format) {
    case "audacity":
      return spans.map(({ startSeconds, endSeconds }) =>
        `${startSeconds.toFixed(6)}\t${endSeconds.toFixed(6)}\tcry\n`
      ).join("");
    case "rttm":
      return spans.map((span) => {
        const [start, length] = [span.startSeconds, lengthOf(span)].map((value) =>
          value.toFixed(3)
        );
        // Fields are separated by spaces.
        const file = name.replaceAll(/\s/g, "_");
        return `SPEAKER ${file} 1 ${start} ${length} <NA> <NA> cry <NA> <NA>\n`;
      }).join("");
    case "textgrid":
      return textGrid(spans, durationSeconds);
  }
}

/** Formats a Praat TextGrid with one tier, whose intervals cover the recording. */
function textGrid(spans: readonly Span[], durationSeconds: number): string {
  const intervals: { start: number; end: number; text: string }[] = [];
  let at = 0;
  for (const { startSeconds: start, endSeconds: end } of spans) {
    if (start > at) intervals.push({ start: at, end: start, text: "" });
    intervals.push({ start, end, text: "cry" });
    at = end;
  }
  if (at < durationSeconds) intervals.push({ start: at, end: durationSeconds, text: "" });
  const lines = intervals.flatMap(({ start, end, text }, i) => [
    `        intervals [${i + 1}]:`,
    `            xmin = ${start}`,
    `            xmax = ${end}`,
    `            text = "${text}"`,
  ]);
  const extent = [`xmin = 0`, `xmax = ${durationSeconds}`];
  return [
    'File type = "ooTextFile"',
    'Object class = "TextGrid"',
    "",
    ...extent,
    "tiers? <exists>",
    "size = 1",
    "item []:",
    "    item [1]:",
    '        class = "IntervalTier"',
    '        name = "cry"',
    ...extent.map((line) => `        ${line}`),
    `        intervals: size = ${intervals.length}`,
    ...lines,
    "",
  ].join("\n");
}

/** Name of a recording without folder and extension. */
function nameOf(path: string): string {
  if (path === "-") return "standard-input";
  const last = path.replace(/[?#].*$/, "").split(/[/\\]/).findLast((part) => part !== "") ?? "";
  return last.replace(/(?<=.)\.[^.]*$/, "") || "recording";
}

/** Adds a number to a name that another recording has. */
function unusedName(name: string, used: Set<string>): string {
  let unused = name;
  for (let i = 2; used.has(unused.toLowerCase()); i++) unused = `${name}-${i}`;
  used.add(unused.toLowerCase());
  return unused;
}
