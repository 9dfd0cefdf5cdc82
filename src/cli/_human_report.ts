import type { CryPrediction, Prediction } from "../prediction/prediction.ts";
import { formatDuration, formatStretch, formatTick } from "../viz/duration.ts";
import { maxPerColumn, sparkline } from "../viz/sparkline.ts";
import { createStyle, type Style } from "../viz/style.ts";
import { fitWidth, padEnd, printable, textWidth, wrapList } from "../viz/text_width.ts";
import type { Output } from "./_host.ts";
import type { Report } from "./_report.ts";

const LABELS = { cry: "crying", no_cry: "no cry" } as const;
/** What stands beside the name on its line. */
const FACTS_COLUMNS = 26;
const INDENT = "  ";
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
    Math.max(20, out.columns - FACTS_COLUMNS),
  );
  const column = (path: string) => padEnd(fitWidth(nameOf(path), width), width);
  const style = createStyle(out.color);
  const errStyle = createStyle(err.color);
  const counts = new Map<string, number>();
  let failed = 0;
  return {
    prediction(path, prediction) {
      const { audio, cry } = prediction;
      const { label, probability, isBold } = answerOf(prediction);
      counts.set(label, (counts.get(label) ?? 0) + 1);
      const duration = formatDuration(audio.durationSeconds).padStart(paths.length > 1 ? 7 : 0);
      const shown = isBold ? style.bold(label) : label;
      out.write(`${column(path)}   ${duration}   ${shown}   ${twoDigits(probability)}\n`);
      for (const line of cry ? timelineLines(cry, style, out.columns) : []) {
        out.write(`${INDENT}${line}\n`);
      }
      if (audio.damage) {
        out.write(`${INDENT}${style.yellow(`damaged: ${oneLine(audio.damage)}`)}\n`);
      }
    },
    failure(path, error) {
      failed++;
      err.write(`${column(path)}   ${errStyle.red(messageOf(error))}\n`);
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

/** The label of a prediction, and how likely it is; for a cry, how likely that is. */
function answerOf({ cry, valence }: Prediction) {
  if (cry) {
    const { label, probability } = cry;
    return { label: LABELS[label], probability, isBold: label === "cry" };
  }
  const { label, probPositive, probDistress } = valence!;
  const probability = label === "positive" ? probPositive : probDistress;
  return { label, probability, isBold: label === "distress" };
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

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return oneLine(String(error));
  return (error as { code?: string }).code === "ENOENT" ? "No such file" : oneLine(error.message);
}

function oneLine(text: string): string {
  return printable(text.trim().replace(/\s+/g, " "));
}
