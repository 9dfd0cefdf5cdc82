import type { Estimate } from "../../../src/metrics/group_bootstrap.ts";
import { FAMILIES } from "./families.ts";
import { both, interval } from "./format.ts";
import { table } from "./table.ts";

/** Of those that are reported, in seconds. */
export interface Delay {
  readonly median: number;
  readonly of_90_percent: number;
}

/** What became of cries: an event by the rule of streams, or an alarm at a single window. */
export interface CryReports {
  readonly recordings: number;
  readonly donors: number;
  readonly with_event: Estimate;
  readonly with_alarm: Estimate;
  readonly event_after_start: Delay;
  readonly alarm_after_start: Delay;
  readonly event_after_alarm: Delay;
}

/** What was reported of sounds that are no cries. */
export interface FalseReports {
  readonly recordings: number;
  readonly hours: number;
  readonly events_an_hour: Estimate;
  readonly alarms_an_hour: Estimate;
}

type ByChannel<T> = Readonly<Record<"native" | "matched", T>>;
/** Kinds of sound, and `all`. */
type ByKind = Readonly<Record<string, ByChannel<FalseReports>>>;

/** What `models/training/evaluate/streaming.ts` found. */
export interface Streams {
  readonly export_sha256: string;
  readonly cries: ByChannel<CryReports>;
  readonly others: ByKind;
  readonly others_of_kinds_held_out: ByKind;
  readonly long: readonly {
    readonly recording: string;
    readonly channel: string;
    readonly seconds: number;
    readonly events: number;
    readonly alarms: number;
  }[];
}

/** Tables of what streams report. */
export function streamBlocks(streams: Streams): Record<string, string> {
  return { streams: reports(streams), streams_of_kinds: falseReports(streams) };
}

function reports({ cries, others }: Streams): string {
  const { native, matched } = cries;
  const all = others["all"]!;
  const delay = ({ median, of_90_percent }: Delay) => `${median} s, ${of_90_percent} s`;
  const row = (
    name: string,
    said: (one: CryReports) => string,
  ) => [name, said(native), said(matched)];
  const anHour = (what: "events_an_hour" | "alarms_an_hour") =>
    [all.native, all.matched].map((of) => {
      const { estimate, interval: [low, high] } = of[what];
      return `${estimate.toFixed(0)} [${low.toFixed(0)}, ${high.toFixed(0)}]`;
    });
  return table(
    [`${native.recordings} cries, ${native.donors} donors`, "native", "matched"],
    [
      row("with an event", (one) => interval(one.with_event)),
      row("with one window at the threshold", (one) => interval(one.with_alarm)),
      row("event: after the start, median and 90 %", (one) => delay(one.event_after_start)),
      row("window: after the start", (one) => delay(one.alarm_after_start)),
      row("event: after that window", (one) => delay(one.event_after_alarm)),
      [`false events an hour, ${all.native.hours.toFixed(1)} h`, ...anHour("events_an_hour")],
      ["by single windows", ...anHour("alarms_an_hour")],
    ],
  );
}

function falseReports({ others, others_of_kinds_held_out }: Streams): string {
  const anHour = (of: ByChannel<FalseReports>, what: "events_an_hour" | "alarms_an_hour") =>
    both(of, (one) => one[what].estimate.toFixed(0));
  return table(
    [
      ...["false reports an hour", "recordings", "minutes", "events", "single windows"],
      ...["events, kind never heard", "single windows, kind never heard"],
    ],
    Object.entries(others).map(([kind, own]) => {
      const keptOut = others_of_kinds_held_out[kind]!;
      return [
        kind === "all" ? "**all**" : FAMILIES[kind]!,
        own.native.recordings,
        (60 * own.native.hours).toFixed(0),
        ...[anHour(own, "events_an_hour"), anHour(own, "alarms_an_hour")],
        ...[anHour(keptOut, "events_an_hour"), anHour(keptOut, "alarms_an_hour")],
      ];
    }),
  );
}
