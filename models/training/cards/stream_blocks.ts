import type { Estimate } from "../../../src/metrics/group_bootstrap.ts";
import { FAMILIES } from "./families.ts";
import { both, interval } from "./format.ts";
import { table } from "./table.ts";

/** Delay of the reported cries, in seconds. */
export interface Delay {
  readonly median: number;
  readonly of_90_percent: number;
}

/** Detected cries: by the event rule of streams, or by a single window (`alarm`). */
export interface CryReports {
  readonly recordings: number;
  readonly donors: number;
  readonly with_event: Estimate;
  readonly with_alarm: Estimate;
  readonly event_after_start: Delay;
  readonly alarm_after_start: Delay;
  readonly event_after_alarm: Delay;
}

/** False reports on other sounds. */
export interface FalseReports {
  readonly recordings: number;
  readonly hours: number;
  readonly events_an_hour: Estimate;
  readonly alarms_an_hour: Estimate;
}

type ByChannel<T> = Readonly<Record<"native" | "matched", T>>;
/** Results by kind of sound, and for `all`. */
type ByKind = Readonly<Record<string, ByChannel<FalseReports>>>;

/** Results of `models/training/evaluate/streaming.ts`. */
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

/** Tables of streaming detection, blocks of `docs/results.md`. */
export function streamBlocks(streams: Streams): Record<string, string> {
  return { streams: reports(streams), streams_of_kinds: falseReports(streams) };
}

function reports({ cries, others }: Streams): string {
  const { native, matched } = cries;
  const all = others["all"]!;
  const delay = ({ median, of_90_percent }: Delay) => `${median} s, ${of_90_percent} s`;
  const row = (
    name: string,
    format: (one: CryReports) => string,
  ) => [name, format(native), format(matched)];
  const perHour = (what: "events_an_hour" | "alarms_an_hour") =>
    [all.native, all.matched].map((of) => {
      const { estimate, interval: [low, high] } = of[what];
      return `${estimate.toFixed(0)} [${low.toFixed(0)}, ${high.toFixed(0)}]`;
    });
  return table(
    [`${native.recordings} cries, ${native.donors} donors`, "native", "matched"],
    [
      row("detected by an event", (one) => interval(one.with_event)),
      row("detected by a single window", (one) => interval(one.with_alarm)),
      row("delay of the event, median and 90th percentile", (one) => delay(one.event_after_start)),
      row("delay of the first window", (one) => delay(one.alarm_after_start)),
      row("delay of the event after the first window", (one) => delay(one.event_after_alarm)),
      [`false events per hour, in ${all.native.hours.toFixed(1)} h`, ...perHour("events_an_hour")],
      ["false single windows per hour", ...perHour("alarms_an_hour")],
    ],
  );
}

function falseReports({ others, others_of_kinds_held_out }: Streams): string {
  const perHour = (of: ByChannel<FalseReports>, what: "events_an_hour" | "alarms_an_hour") =>
    both(of, (one) => one[what].estimate.toFixed(0));
  return table(
    [
      ...["false reports per hour", "recordings", "minutes", "events", "single windows"],
      ...["events, unseen kind", "single windows, unseen kind"],
    ],
    Object.entries(others).map(([kind, own]) => {
      const keptOut = others_of_kinds_held_out[kind]!;
      return [
        kind === "all" ? "**all**" : FAMILIES[kind]!,
        own.native.recordings,
        (60 * own.native.hours).toFixed(0),
        ...[perHour(own, "events_an_hour"), perHour(own, "alarms_an_hour")],
        ...[perHour(keptOut, "events_an_hour"), perHour(keptOut, "alarms_an_hour")],
      ];
    }),
  );
}
