import type { Timing } from "./measure.ts";

/**
 * Result of a case and a rival on a runtime: milliseconds of processor time per call, minimum and
 * median of all runs.
 */
export interface Row {
  readonly name: string;
  readonly runtime: string;
  /** Name and version; null without a rival. */
  readonly rival: string | null;
  readonly ours_ms: number;
  readonly ours_median_ms: number;
  readonly rival_ms: number | null;
  readonly rival_median_ms: number | null;
}

/** Times of a case: this package, and its rivals by name. */
export interface CaseTimes {
  readonly ours: Timing;
  readonly rivals: Readonly<Record<string, Timing>>;
}

/** One row for each rival, or one row without a rival. */
export function rowsOf(name: string, runtime: string, { ours, rivals }: CaseTimes): Row[] {
  const row = (rival: string | null, timing: Timing | null): Row => ({
    name,
    runtime,
    rival,
    ours_ms: round(ours.minMs),
    ours_median_ms: round(ours.medianMs),
    rival_ms: timing && round(timing.minMs),
    rival_median_ms: timing && round(timing.medianMs),
  });
  const rows = Object.entries(rivals).map(([rival, timing]) => row(rival, timing));
  return rows.length > 0 ? rows : [row(null, null)];
}

/** Time of a rival that was measured in another process. */
export type RivalTime = Pick<Row, "name" | "rival" | "rival_ms" | "rival_median_ms">;

/** The row of this package with the time of such a rival. */
export function besideRival(row: Row, { rival, rival_ms, rival_median_ms }: RivalTime): Row {
  return { ...row, rival, rival_ms, rival_median_ms };
}

/** The rival's time divided by this package's time; null without a rival. */
export function speedup({ ours_ms, rival_ms }: Row): number | null {
  return rival_ms === null ? null : rival_ms / ours_ms;
}

/** A factor with its sign: `32×`, `7.4×`, `1.09×`. */
export function formatFactor(factor: number): string {
  return `${factor.toFixed(factor >= 10 ? 0 : factor >= 2 ? 1 : 2)}×`;
}

/** A row as a line of the terminal. */
export function formatRow(row: Row): string {
  const factor = speedup(row);
  const head = `${row.runtime.padEnd(7)} ${row.name}: ${row.ours_ms} (${row.ours_median_ms}) ms`;
  if (factor === null) return head;
  const rival = `${row.rival} ${row.rival_ms} (${row.rival_median_ms}) ms`;
  return `${head}, ${rival}, ${formatFactor(factor)}`;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
