import type { Timing } from "./measure.ts";

/** One case beside one rival on one runtime; least processor times, and medians of the same runs. */
export interface Row {
  readonly name: string;
  readonly runtime: string;
  /** Null where there is none. */
  readonly rival: string | null;
  readonly ours_ms: number;
  readonly rival_ms: number | null;
  /** Ours over the rival's. */
  readonly ratio: number | null;
  readonly runs: number;
  readonly ours_median_ms: number;
  readonly rival_median_ms: number | null;
}

/** What a case took, ours first, then the rivals by name. */
export interface CaseTimes {
  readonly ours: Timing;
  readonly rivals: Readonly<Record<string, Timing>>;
}

/** A row a rival, or one row where there is none. */
export function rowsOf(name: string, runtime: string, { ours, rivals }: CaseTimes): Row[] {
  const row = (rival: string | null, timing: Timing | null): Row => ({
    name,
    runtime,
    rival,
    ours_ms: round(ours.minMs),
    rival_ms: timing && round(timing.minMs),
    ratio: timing && round(ours.minMs / timing.minMs),
    runs: ours.runs,
    ours_median_ms: round(ours.medianMs),
    rival_median_ms: timing && round(timing.medianMs),
  });
  const rows = Object.entries(rivals).map(([rival, timing]) => row(rival, timing));
  return rows.length > 0 ? rows : [row(null, null)];
}

/** What a rival took in another process: a row without what this package took. */
export type RivalTime = Pick<Row, "name" | "rival" | "rival_ms" | "rival_median_ms">;

/** A row that holds what this package took against a rival measured elsewhere. */
export function besideRival(row: Row, { rival, rival_ms, rival_median_ms }: RivalTime): Row {
  const ratio = rival_ms && round(row.ours_ms / rival_ms);
  return { ...row, rival, rival_ms, ratio, rival_median_ms };
}

/** A row as a line for people. */
export function formatRow(row: Row): string {
  const ours = `${row.ours_ms} (${row.ours_median_ms}) ms`;
  const head = `${row.runtime.padEnd(5)} ${row.name}: ${ours}`;
  if (row.rival === null) return head;
  return `${head}, ${row.rival} ${row.rival_ms} (${row.rival_median_ms}) ms, ratio ${row.ratio}`;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
