import {
  BED,
  type ComparedRule,
  type DetectorEvents,
  type EventFigures,
  type EventsResults,
} from "./event_results.ts";
import { decimal, percent } from "./format.ts";
import { KIND_NAMES } from "./kinds.ts";
import { table } from "./table.ts";

/** Tables of events in hours, blocks of `docs/results.md`. */
export function eventBlocks(
  { cry_detect, cry_detect_plus, rules, rules_plus }: EventsResults,
): Record<string, string> {
  return {
    events: summary(cry_detect, cry_detect_plus),
    events_by_snr: bySnr(cry_detect, cry_detect_plus),
    events_by_sound: bySound(cry_detect, cry_detect_plus),
    event_rules: ruleTable(rules),
    event_rules_plus: ruleTable(rules_plus),
  };
}

function summary(...detectors: readonly [DetectorEvents, DetectorEvents]): string {
  const all = detectors.flatMap(({ mixed, children, unseen }) => [mixed, children, unseen]);
  const row = (name: string, format: (one: EventFigures) => string) => [name, ...all.map(format)];
  const sets = ["all kinds", "children", "unseen kinds"];
  return table(
    ["", ...sets, ...sets.map((set) => `plus, ${set}`)],
    [
      row("hours, episodes", ({ hours, episodes }) => `${hours.toFixed(0)} h, ${episodes}`),
      row("recall", ({ recall }) => decimal(recall)),
      row("95% interval", ({ interval }) => `[${interval.map(decimal).join(", ")}]`),
      row("false events per hour", (one) => one.false_events_per_hour.toFixed(1)),
      row("median latency", ({ latency_seconds }) => `${latency_seconds.median.toFixed(1)} s`),
      row(
        "90th percentile",
        ({ latency_seconds }) => `${latency_seconds.percentile90.toFixed(1)} s`,
      ),
    ],
  );
}

function bySnr(...detectors: readonly [DetectorEvents, DetectorEvents]): string {
  const found = ({ by_snr }: EventFigures, from: number) =>
    percent(by_snr.find(({ snr_db }) => snr_db[0] === from)!.recall);
  return table(
    [
      ...["cry above the bed", "episodes", "found", "median latency", "found, children"],
      ...["plus: found", "median latency", "found, children"],
    ],
    detectors[0].mixed.by_snr.map(({ snr_db: [from], episodes }) => [
      ...[`${from} dB`, episodes],
      ...detectors.flatMap(({ mixed, children }) => {
        const { latency_seconds } = mixed.by_snr.find(({ snr_db }) => snr_db[0] === from)!;
        return [
          found(mixed, from!),
          `${latency_seconds.median.toFixed(1)} s`,
          found(children, from!),
        ];
      }),
    ]),
  );
}

/** Counts false events by sound, in the hours of each set. */
function bySound(...detectors: readonly [DetectorEvents, DetectorEvents]): string {
  const sets = [["all kinds", "mixed"], ["children", "children"], ["unseen kinds", "unseen"]];
  const rows = (sets as [string, "mixed" | "children" | "unseen"][]).flatMap(([name, set]) =>
    detectors[0][set].by_sound.map(({ label, sounds }) => [
      ...[name, label === BED ? "the bed alone" : KIND_NAMES[label!]!],
      label === BED ? "" : sounds,
      ...detectors.flatMap((detector) => {
        const own = detector[set].by_sound.find((one) => one.label === label);
        return [own?.false_events ?? 0, (own?.false_events_per_hour ?? 0).toFixed(1)];
      }),
    ])
  );
  return table(
    ["hours", "sound", "sounds", "false events", "per hour", "plus: false events", "per hour"],
    rows,
  );
}

function ruleTable(rules: readonly ComparedRule[]): string {
  return table(
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
  );
}

/** Formats a threshold by its logits above `t`, that of the model. */
function above(logits: number): string {
  if (logits === 0) return "t";
  return logits < 0 ? `t - ${-logits}` : `t + ${logits}`;
}
