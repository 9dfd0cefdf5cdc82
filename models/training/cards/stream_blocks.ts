import { both, interval } from "./format.ts";
import { KIND_NAMES } from "./kinds.ts";
import type { ByCondition } from "./conditions.ts";
import type { CryReports, Delay, FalseReports, StreamingResults } from "./results.ts";
import { table } from "./table.ts";

/** Tables of streaming detection, blocks of `docs/results.md`. */
export function streamBlocks(streams: StreamingResults): Record<string, string> {
  return { streams: reports(streams), streams_of_kinds: falseReports(streams) };
}

function reports({ cries, others }: StreamingResults): string {
  const { native, matched } = cries;
  const all = others["all"]!;
  const delay = ({ median, percentile_90 }: Delay) => `${median} s, ${percentile_90} s`;
  const row = (
    name: string,
    format: (one: CryReports) => string,
  ) => [name, format(native), format(matched)];
  const perHour = (rate: "events_per_hour" | "alarms_per_hour") =>
    [all.native, all.matched].map((of) => {
      const { estimate, interval: [low, high] } = of[rate];
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
      [`false events per hour, in ${all.native.hours.toFixed(1)} h`, ...perHour("events_per_hour")],
      ["false single windows per hour", ...perHour("alarms_per_hour")],
    ],
  );
}

function falseReports({ others, others_kind_held_out }: StreamingResults): string {
  const perHour = (of: ByCondition<FalseReports>, rate: "events_per_hour" | "alarms_per_hour") =>
    both(of, (one) => one[rate].estimate.toFixed(0));
  return table(
    [
      ...["false reports per hour", "recordings", "minutes", "events", "single windows"],
      ...["events, unseen kind", "single windows, unseen kind"],
    ],
    Object.entries(others).map(([kind, own]) => {
      const keptOut = others_kind_held_out[kind]!;
      return [
        kind === "all" ? "**all**" : KIND_NAMES[kind]!,
        own.native.recordings,
        (60 * own.native.hours).toFixed(0),
        ...[perHour(own, "events_per_hour"), perHour(own, "alarms_per_hour")],
        ...[perHour(keptOut, "events_per_hour"), perHour(keptOut, "alarms_per_hour")],
      ];
    }),
  );
}
