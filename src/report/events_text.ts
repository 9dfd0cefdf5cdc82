import type { EventRecall, EventReport } from "../eval/events/evaluate_events.ts";
import { printable } from "../terminal/text_width.ts";
import { alignTable, counted, formatNumber } from "./text_table.ts";

/** Evaluation of events with the names of its inputs. */
export interface NamedEventReport extends EventReport {
  /** Name of the detected events or of the model. */
  readonly detected: string;
  /** Name of the labeled sounds. */
  readonly truth: string;
  /** Remarks on the input, one sentence each. */
  readonly warnings: readonly string[];
}

/** Formats an evaluation of events as text. */
export function eventsText(report: NamedEventReport): string {
  const { detected, truth, positive, recordings, episodes, found, falseEvents } = report;
  const hours = `${counted(recordings, "recording")}, ${report.hours.toFixed(2)} h, ` +
    `${counted(episodes, "episode")} of ${printable(positive)}`;
  return [
    `${printable(detected)} on ${printable(truth)}: ${hours}`,
    `Recall ${formatNumber(report.recall)} ${interval(report)}: ${found} of ${
      counted(episodes, "episode")
    }`,
    `False events per hour: ${report.falseEventsPerHour.toFixed(1)} (${falseEvents})`,
    `Latency: ${latency(report)}`,
    ...report.warnings.map((warning) => `Warning: ${printable(warning)}`),
    ...snrLines(report),
    ...soundLines(report),
    ...scoreLines(report),
    "",
  ].join("\n");
}

function snrLines({ bySnr }: EventReport): string[] {
  if (bySnr.length === 0) return [];
  return [
    "",
    ...alignTable({
      head: ["SNR", "episodes", "found", "recall", "95 %, Wilson", "latency"],
      rows: bySnr.map((one) => [
        `${one.snrDb[0]} to ${one.snrDb[1]} dB`,
        String(one.episodes),
        String(one.found),
        formatNumber(one.recall),
        interval(one),
        latency(one),
      ]),
    }),
  ];
}

function soundLines({ bySound }: EventReport): string[] {
  return [
    "",
    ...alignTable({
      head: ["confused sound", "sounds", "false events", "per hour"],
      rows: bySound.map(({ label, sounds, falseEvents, falseEventsPerHour }) => [
        label === null ? "no labeled sound" : printable(label),
        label === null ? "" : String(sounds),
        String(falseEvents),
        falseEventsPerHour.toFixed(1),
      ]),
    }),
  ];
}

function scoreLines(
  { eventBased, segmentBased, collarSeconds, lengthShare, segmentSeconds }: EventReport,
): string[] {
  const rows = [
    [`events, collar ${collarSeconds} s, ${100 * lengthShare} % of the length`, eventBased],
    [`segments of ${segmentSeconds} s`, segmentBased],
  ] as const;
  return [
    "",
    ...alignTable({
      head: ["", "precision", "recall", "F1"],
      rows: rows.map(([name, { precision, recall, f1 }]) => [
        name,
        ...[precision, recall, f1].map(formatNumber),
      ]),
    }),
  ];
}

function interval({ interval: [low, high] }: EventRecall): string {
  return `[${formatNumber(low)}, ${formatNumber(high)}]`;
}

function latency({ found, latencySeconds: { median, percentile90 } }: EventRecall): string {
  if (found === 0) return "-";
  return `${median.toFixed(1)} s median, ${percentile90.toFixed(1)} s 90th percentile`;
}
