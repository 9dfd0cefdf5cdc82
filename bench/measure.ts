/**
 * Process CPU time of a case and its rival, in turns, so that both meet the same machine.
 *
 * @module
 */
import process from "node:process";
import type { BenchCase, Runs } from "./bench_case.ts";

/** Milliseconds of CPU time a call, over several runs. */
export interface Timing {
  readonly min: number;
  readonly median: number;
}

/** One line of the report, as it is written to JSON. */
export interface Row {
  readonly name: string;
  readonly runtime: string;
  readonly rival: string | null;
  /** The fastest run. */
  readonly ours_ms: number;
  readonly ours_median_ms: number;
  readonly rival_ms: number | null;
  readonly rival_median_ms: number | null;
  /** Of the fastest runs; below 1 ours is faster. */
  readonly ratio: number | null;
  readonly runs: number;
}

const RUNS = 15;
/** A run repeats its call for about this long: the clock of CPU time is coarse. */
const RUN_MS = 60;

/** Measures a case in this process. */
export async function measure(bench: BenchCase, runtime: string): Promise<Row> {
  const { ours, rival } = await bench.prepare();
  const sides = rival ? [ours, rival] : [ours];
  const calls: number[] = [];
  for (const side of sides) calls.push(await callsPerRun(side));
  const times = sides.map((): number[] => []);
  for (let run = 0; run < RUNS; run++) {
    for (const [i, side] of sides.entries()) times[i]!.push(await timeOf(side, calls[i]!));
  }
  return row({ name: bench.name, runtime, rival: bench.rival ?? null }, times[0]!, times[1]);
}

/** Makes a row of the times of each run. */
export function row(
  what: Pick<Row, "name" | "runtime" | "rival">,
  ours: readonly number[],
  rival?: readonly number[],
): Row {
  const [mine, theirs] = [timing(ours), rival ? timing(rival) : undefined];
  return {
    ...what,
    ours_ms: mine.min,
    ours_median_ms: mine.median,
    rival_ms: theirs?.min ?? null,
    rival_median_ms: theirs?.median ?? null,
    ratio: theirs ? mine.min / theirs.min : null,
    runs: ours.length,
  };
}

function timing(times: readonly number[]): Timing {
  const sorted = times.toSorted((a, b) => a - b);
  return { min: sorted[0]!, median: sorted[sorted.length >> 1]! };
}

/** How many calls take {@link RUN_MS}; warms up on the way. */
async function callsPerRun(side: Runs["ours"]): Promise<number> {
  for (let calls = 1;; calls *= 2) {
    const milliseconds = calls * await timeOf(side, calls);
    if (milliseconds > RUN_MS / 2) return Math.max(1, Math.round(calls * RUN_MS / milliseconds));
  }
}

/** CPU milliseconds of a call, over so many. */
async function timeOf(side: Runs["ours"], calls: number): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < calls; i++) {
    const result = side();
    if (result instanceof Promise) await result;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / calls;
}
