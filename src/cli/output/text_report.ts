import type {
  Abstention,
  AbstentionReason,
  CryPrediction,
  ReasonPrediction,
  ValencePrediction,
} from "../../prediction/prediction.ts";
import { formatDuration, formatStretch, formatTick } from "../../terminal/duration.ts";
import { maxPerColumn, sparkline } from "../../terminal/sparkline.ts";
import { createStyle, type Style } from "../../terminal/style.ts";
import {
  fitWidth,
  padEnd,
  printable,
  textWidth,
  wrapList,
  wrapWords,
} from "../../terminal/text_width.ts";
import type { Output } from "../host.ts";
import { mainAnswer } from "./primary_answer.ts";
import { messageOf } from "./error_message.ts";
import type { Report } from "./report.ts";

const LABELS: Readonly<Record<string, string>> = { cry: "crying", no_cry: "no cry" };
const BOLD = ["cry", "distress"];
/** What stands beside the name on its line. */
const FACTS_COLUMNS = 26;
const INDENT = "  ";
const EXPERIMENTAL = " (experimental)";
/** More stretches than this are counted, not listed. */
const STRETCHES_MAX = 24;

/**
 * Lines for people, in columns: answers on `out`, errors and the closing notice on `err`.
 *
 * @param paths of all recordings, so that the columns fit them
 */
export function createHumanReport(paths: readonly string[], out: Output, err: Output): Report {
  const width = Math.min(
    paths.reduce((max, path) => Math.max(max, textWidth(nameOf(path))), 0),
    // Who searches a file for a name wants the whole of it.
    out.isTerminal ? Math.max(20, out.columns - FACTS_COLUMNS) : Infinity,
  );
  const column = (path: string) => padEnd(fitWidth(nameOf(path), width), width);
  const style = createStyle(out.color);
  const errStyle = createStyle(err.color);
  const counts = new Map<string, number>();
  let failed = 0;
  return {
    prediction(path, prediction) {
      const { audio, cry, valence, reason } = prediction;
      const { label: answer, probability, abstentionReasons, experimental } = mainAnswer(
        prediction,
      );
      const label = LABELS[answer] ?? printable(answer);
      counts.set(label, (counts.get(label) ?? 0) + 1);
      const duration = formatDuration(audio.durationSeconds).padStart(paths.length > 1 ? 7 : 0);
      const mark = experimental ? EXPERIMENTAL : "";
      const shown = BOLD.includes(answer) ? style.bold(label) : label;
      out.write(`${column(path)}   ${duration}   ${shown}   ${twoDigits(probability)}${mark}\n`);
      if (abstentionReasons.length > 0) {
        out.write(`${INDENT}${style.yellow(showWhy(abstentionReasons))}\n`);
      }
      for (const line of cry ? timelineLines(cry, style, out.columns) : []) {
        out.write(`${INDENT}${line}\n`);
      }
      if (cry && valence && isWorthALine(cry, valence)) {
        out.write(`${INDENT}${valenceLine(valence)}\n`);
      }
      for (
        const line of reason && (!cry || isWorthALine(cry, reason))
          ? reasonLines(reason, !cry, style, out.columns)
          : []
      ) {
        out.write(`${INDENT}${line}\n`);
      }
      if (audio.damage) {
        out.write(`${INDENT}${style.yellow(`damaged: ${oneLine(audio.damage)}`)}\n`);
      }
    },
    failure(path, error) {
      failed++;
      err.write(`${column(path)}   ${errStyle.red(oneLine(messageOf(error)))}\n`);
    },
    end() {
      const answered = [...counts.values()].reduce((sum, count) => sum + count, 0);
      if (paths.length > 1) {
        const labels = [...counts].sort().map(([label, count]) => `${count} ${label}`);
        if (failed > 0) labels.push(`${failed} failed`);
        out.write(`${answered + failed} recordings: ${labels.join(", ")}\n`);
      }
      if (answered > 0) {
        err.write(
          errStyle.dim("Research software: not for medical, safety or monitoring decisions\n"),
        );
      }
    },
  };
}

/** Why there is no answer. */
function showWhy(abstentionReasons: readonly AbstentionReason[]): string {
  return `no answer: ${abstentionReasons.map((reason) => reason.replaceAll("_", " ")).join(", ")}`;
}

/** Of one that is not crying there is nothing to say beside that, unless something is said. */
function isWorthALine(cry: CryPrediction, answer: Abstention): boolean {
  return cry.label === "cry" || !answer.abstained;
}

/** `distress 0.93 (experimental)` */
function valenceLine(
  { label, probPositive, probDistress, abstentionReasons, experimental }: ValencePrediction,
) {
  const mark = experimental ? EXPERIMENTAL : "";
  if (label === "unknown") return `valence unknown${mark}, ${showWhy(abstentionReasons)}`;
  return `${label} ${twoDigits(label === "positive" ? probPositive : probDistress)}${mark}`;
}

/** Reasons, and what may help. @param isMain the line above names the first already */
function reasonLines(
  { abstained, abstentionReasons, topReasons, tip }: ReasonPrediction,
  isMain: boolean,
  style: Style,
  columns: number,
): string[] {
  const show = (some: typeof topReasons) =>
    some.map(({ label, probability }) => `${printable(label)} ${twoDigits(probability)}`).join(
      ", ",
    );
  // What a model does not answer is not worth the space beside another's answer.
  if (!isMain && abstained) return [`reason unknown, ${showWhy(abstentionReasons)}`];
  const head = isMain ? "" : "reason ";
  const rest = isMain && !abstained ? topReasons.slice(1) : topReasons;
  const word = abstained ? "perhaps " : isMain ? "then " : "";
  const advice = tip ? wrapWords(tip.advice, columns - INDENT.length) : [];
  return [
    ...(rest.length > 0 ? [`${head}${word}${show(rest)}`] : []),
    ...advice.map((line) => style.dim(line)),
  ];
}

/** `0 s ▁▃▇█▇▂ 6 s     1.0-3.0 s`; the stretches go below when there is no room beside. */
function timelineLines(cry: CryPrediction, style: Style, columns: number): string[] {
  const { timeline, threshold, segments } = cry;
  if (timeline.length === 1) return [];
  const start = formatTick(timeline[0]!.startSeconds);
  const end = formatTick(timeline.at(-1)!.endSeconds);
  const room = columns - INDENT.length;
  const values = maxPerColumn(
    timeline.map(({ probability }) => probability),
    Math.max(1, room - start.length - end.length - 2),
  );
  const blocks = values.map((value) =>
    value >= threshold ? style.yellow(sparkline([value])) : style.dim(sparkline([value]))
  );
  const axis = `${start} ${blocks.join("")} ${end}`;
  if (segments.length === 0) return [axis];

  const stretches = segments.slice(0, STRETCHES_MAX).map(({ startSeconds, endSeconds }) =>
    formatStretch(startSeconds, endSeconds)
  );
  const more = segments.length - stretches.length;
  if (more > 0) stretches.push(`and ${more} more`);
  const axisColumns = start.length + values.length + end.length + 2;
  const beside = stretches.join(", ");
  return axisColumns + 5 + beside.length <= room
    ? [`${axis}     ${beside}`]
    : [axis, ...wrapList(stretches, room)];
}

/** Two digits cannot say that something is certain. */
function twoDigits(probability: number): string {
  return Math.min(Math.max(probability, 0.01), 0.99).toFixed(2);
}

function nameOf(path: string): string {
  return path === "-" ? "standard input" : printable(path);
}

function oneLine(text: string): string {
  return printable(text.trim().replace(/\s+/g, " "));
}
