import { BED, type EventFigures, type EventsResults } from "./event_results.ts";
import { decimal, percent } from "./format.ts";
import { KIND_NAMES } from "./kinds.ts";
import { table } from "./table.ts";

/** Tables of events in hours, blocks of `docs/results.md`. */
export function eventBlocks(
  { mixed, children, rules }: EventsResults,
): Record<string, string> {
  return {
    events: summary(mixed, children),
    events_by_snr: bySnr(mixed, children),
    events_by_sound: bySound(mixed, children),
    event_rules: table(
      [
        ...["start", "end below", "recall", "false events per hour", "median latency"],
        "recall at 4, 2, 1 false events per hour",
      ],
      rules.map((rule) => [
        `${rule.agreeing} of ${rule.windows} over ${above(rule.start)}` +
        (rule.peak === rule.start ? "" : `, one over ${above(rule.peak)}`),
        above(rule.end),
        decimal(rule.recall),
        rule.false_events_per_hour.toFixed(1),
        `${rule.median_latency_seconds.toFixed(1)} s`,
        ([4, 2, 1] as const).map((rate) => decimal(rule.recall_at[rate])).join(" / "),
      ]),
    ),
  };
}

function summary(...both: readonly [mixed: EventFigures, children: EventFigures]): string {
  const row = (name: string, format: (one: EventFigures) => string) => [name, ...both.map(format)];
  return table(["", "sounds of all kinds", "children"], [
    row("hours, episodes", ({ hours, episodes }) => `${hours.toFixed(0)} h, ${episodes}`),
    row(
      "recall",
      ({ recall, interval }) => `${decimal(recall)} [${interval.map(decimal).join(", ")}]`,
    ),
    row("false events per hour", (one) => one.false_events_per_hour.toFixed(1)),
    row(
      "latency, median and 90th percentile",
      ({ latency_seconds }) =>
        `${latency_seconds.median.toFixed(1)} s, ${latency_seconds.percentile90.toFixed(1)} s`,
    ),
  ]);
}

function bySnr(mixed: EventFigures, children: EventFigures): string {
  return table(
    ["cry above the bed", "episodes", "found", "median latency", "found, children"],
    mixed.by_snr.map(({ snr_db: [from], episodes, recall, latency_seconds }) => {
      const other = children.by_snr.find(({ snr_db }) => snr_db[0] === from);
      return [
        ...[`${from} dB`, episodes, percent(recall), `${latency_seconds.median.toFixed(1)} s`],
        other ? percent(other.recall) : "-",
      ];
    }),
  );
}

function bySound(mixed: EventFigures, children: EventFigures): string {
  const rows = ([["all kinds", mixed], ["children", children]] as const).flatMap(([name, of]) =>
    of.by_sound.map(({ label, sounds, false_events, false_events_per_hour }) => [
      ...[name, label === BED ? "the bed alone" : KIND_NAMES[label!]!],
      ...[label === BED ? "" : sounds, false_events, false_events_per_hour.toFixed(1)],
    ])
  );
  return table(["hours", "sound", "sounds", "false events", "per hour"], rows);
}

/** Formats a threshold by its logits above `t`, that of the model. */
function above(logits: number): string {
  if (logits === 0) return "t";
  return logits < 0 ? `t - ${-logits}` : `t + ${logits}`;
}
