import type {
  Abstention,
  AbstentionReason,
  CryPrediction,
  Prediction,
  ReasonPrediction,
  TagsPrediction,
} from "../../prediction/prediction.ts";
import { hourLines } from "./hour_lines.ts";
import { formatDuration, formatInterval, formatTick } from "../../terminal/duration.ts";
import { maxPerColumn, sparkline } from "../../terminal/sparkline.ts";
import { createStyle, type Style } from "../../terminal/style.ts";
import {
  fitWidth,
  oneLine,
  padEnd,
  printable,
  textWidth,
  wrapList,
  wrapWords,
} from "../../terminal/text_width.ts";
import type { Output } from "../host.ts";
import { messageOf } from "./error_message.ts";
import { type PrimaryAnswer, primaryAnswer } from "./primary_answer.ts";
import type { Report } from "./report.ts";

const BOLD = ["cry", "distress"];
/** Columns for duration and answer beside the name. */
const ANSWER_COLUMNS = 26;
const INDENT = "  ";
/** Largest number of listed segments; further ones are counted. */
const SEGMENTS_MAX = 24;
const NOTICE = "Research software: not for medical, safety or monitoring decisions\n";

/**
 * Creates a text report: answers on `out`, errors and the closing notice on `err`.
 *
 * @param paths paths of all recordings, to align the columns
 * @param options.joinSeconds longest pause within a bout of crying
 */
export function createTextReport(
  paths: readonly string[],
  { out, err, joinSeconds }: {
    readonly out: Output;
    readonly err: Output;
    readonly joinSeconds: number;
  },
): Report {
  const width = Math.min(
    paths.reduce((max, path) => Math.max(max, textWidth(nameOf(path))), 0),
    // In a file or a pipe, names are complete, so that they can be searched.
    out.isTerminal ? Math.max(20, out.columns - ANSWER_COLUMNS) : Infinity,
  );
  const column = (path: string) => padEnd(fitWidth(nameOf(path), width), width);
  const style = createStyle(out.color);
  const errStyle = createStyle(err.color);
  const counts = new Map<string, number>();
  let failed = 0;
  return {
    prediction(path, prediction) {
      const { audio, cry } = prediction;
      const primary = primaryAnswer(prediction);
      const label = labelOf(primary.label);
      counts.set(label, (counts.get(label) ?? 0) + 1);
      const duration = formatDuration(audio.durationSeconds).padStart(paths.length > 1 ? 7 : 0);
      const start = `${column(path)}   ${duration}   `;
      const answer = answerText(primary);
      const segments = segmentTexts(cry);
      const beside = segments.length > 0 ? `  ${segments.join(", ")}` : "";
      const fits = textWidth(start + answer + beside) <= out.columns;
      const mark = BOLD.includes(label) ? style.bold : label === "unknown" ? style.yellow : String;
      out.write(`${start}${mark(answer)}${fits ? beside : ""}\n`);
      const below = [
        ...(cry ? timelineLines(cry, style, out.columns) : []),
        ...hourLines(prediction, joinSeconds),
        ...(fits ? [] : wrapList(segments, out.columns - INDENT.length)),
        ...detailLines(prediction, style, out.columns),
        ...(audio.damage ? [style.yellow(`damaged: ${oneLine(audio.damage)}`)] : []),
      ];
      for (const line of below) out.write(`${INDENT}${line}\n`);
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
      if (answered > 0) err.write(errStyle.dim(NOTICE));
    },
  };
}

/** Formats an answer: `cry 0.97`, `no cry (cry 0.03)`, `unknown (low confidence)`. */
function answerText(
  { label, probability, abstentionReasons, experimental }: PrimaryAnswer,
): string {
  const marks = experimental ? ["experimental"] : [];
  if (label === "no_cry") marks.unshift(`cry ${twoDigits(probability)}`);
  if (label === "unknown") marks.unshift(...abstentionReasons.map(words));
  const isBare = label === "no_cry" || label === "unknown";
  const answer = isBare ? labelOf(label) : `${labelOf(label)} ${twoDigits(probability)}`;
  return marks.length > 0 ? `${answer} (${marks.join(", ")})` : answer;
}

/** Formats the answers besides the primary one. */
function detailLines(
  { cry, valence, reason, tags }: Prediction,
  style: Style,
  columns: number,
): string[] {
  return [
    ...(cry && valence && isRelevant(cry, valence)
      ? [`valence: ${answerText(primaryAnswer({ valence }))}`]
      : []),
    ...(reason && (!cry || isRelevant(cry, reason))
      ? reasonLines(reason, !cry, style, columns)
      : []),
    ...(tags ? tagLines(tags, !(cry || valence || reason), columns) : []),
  ];
}

/** Tests whether to show an answer: without a cry, an abstention is omitted. */
function isRelevant(cry: CryPrediction, answer: Abstention): boolean {
  return cry.label === "cry" || !answer.abstained;
}

/**
 * Formats the most probable reasons and a tip.
 *
 * @param isPrimary whether the line above has the first reason
 */
function reasonLines(
  { abstained, abstentionReasons, topReasons, tip }: ReasonPrediction,
  isPrimary: boolean,
  style: Style,
  columns: number,
): string[] {
  if (!isPrimary && abstained) {
    return [`reason: unknown (${abstentionReasons.map(words).join(", ")})`];
  }
  const rest = isPrimary && !abstained ? topReasons.slice(1) : topReasons;
  const heading = isPrimary ? abstained ? "likeliest" : "next" : "reason";
  const list = rest.map(({ label, probability }) => `${labelOf(label)} ${twoDigits(probability)}`);
  const advice = tip ? wrapWords(tip.advice, columns - INDENT.length) : [];
  return [
    ...(list.length > 0 ? [`${heading}: ${list.join(", ")}`] : []),
    ...advice.map((line) => style.dim(line)),
  ];
}

/** Formats the most probable tags. @param isPrimary whether the line above has the first tag */
function tagLines({ tags }: TagsPrediction, isPrimary: boolean, columns: number): string[] {
  const list = tags.slice(isPrimary ? 1 : 0)
    .map(({ label, probability }) => `${printable(label)} ${twoDigits(probability)}`);
  if (list.length === 0) return [];
  return wrapWords(`${isPrimary ? "next" : "tags"}: ${list.join("; ")}`, columns - INDENT.length);
}

/** Draws a timeline: `0 s ▁▃▇█▇▂ 6 s`. */
function timelineLines(
  { timeline, threshold }: CryPrediction,
  style: Style,
  columns: number,
): string[] {
  if (timeline.length === 1) return [];
  const start = formatTick(timeline[0]!.startSeconds);
  const end = formatTick(timeline.at(-1)!.endSeconds);
  const room = columns - INDENT.length - start.length - end.length - 2;
  const values = maxPerColumn(timeline.map(({ probability }) => probability), Math.max(1, room));
  const blocks = values.map((value) =>
    value >= threshold ? style.yellow(sparkline([value])) : style.dim(sparkline([value]))
  );
  return [`${start} ${blocks.join("")} ${end}`];
}

/** Formats each segment as `1.0-3.0 s`. */
function segmentTexts(cry: CryPrediction | undefined): string[] {
  const segments = cry?.segments ?? [];
  const texts = segments.slice(0, SEGMENTS_MAX)
    .map(({ startSeconds, endSeconds }) => formatInterval(startSeconds, endSeconds));
  const more = segments.length - texts.length;
  return more > 0 ? [...texts, `and ${more} more`] : texts;
}

/** Formats a probability with two digits, from 0.01 to 0.99. */
function twoDigits(probability: number): string {
  return Math.min(Math.max(probability, 0.01), 0.99).toFixed(2);
}

function labelOf(label: string): string {
  return label === "no_cry" ? "no cry" : printable(label);
}

/** Formats a reason: `low_confidence` as `low confidence`. */
function words(reason: AbstentionReason): string {
  return reason.replaceAll("_", " ");
}

function nameOf(path: string): string {
  return path === "-" ? "standard input" : printable(path);
}
