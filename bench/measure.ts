/**
 * Measures pieces of work in turns, in processor time of this process: other processes on the machine
 * disturb it less than the clock.
 *
 * @module
 */
import process from "node:process";
import type { Work } from "./case.ts";

/** Milliseconds of processor time per call, all threads together. */
export interface Timing {
  readonly minMs: number;
  readonly medianMs: number;
  /** Number of runs, each of enough calls to fill {@link RUN_MS}. */
  readonly runs: number;
}

/** Least duration of a run. */
const RUN_MS = 8;
const WARM_UP_MS = 150;
const WARM_UP_CALLS = 3;
const RUNS_MIN = 7;
const RUNS_MAX = 25;
/** Limit for all runs of a contest together, beyond {@link RUNS_MIN}. */
const CONTEST_MS = 1500;

/** Measures in turns: one run of each, then the next run of each. */
export async function measure(works: readonly Work[]): Promise<Timing[]> {
  const calls: number[] = [];
  for (const work of works) calls.push(await warmUp(work));
  const times: number[][] = works.map(() => []);
  const started = processorMs();
  for (let run = 0; run < RUNS_MAX; run++) {
    if (run >= RUNS_MIN && processorMs() - started > CONTEST_MS) break;
    for (const [i, work] of works.entries()) {
      times[i]!.push(await timeCalls(work, calls[i]!) / calls[i]!);
    }
  }
  return times.map((taken) => ({
    minMs: Math.min(...taken),
    medianMs: median(taken),
    runs: taken.length,
  }));
}

/** Median of the values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Runs until the compilers are done. @returns the number of calls in a run */
async function warmUp(work: Work): Promise<number> {
  let calls = 1;
  let spent = 0;
  let done = 0;
  for (;;) {
    const ms = await timeCalls(work, calls);
    spent += ms;
    done += calls;
    const enough = ms >= RUN_MS;
    if (enough && spent >= WARM_UP_MS && done >= WARM_UP_CALLS) return calls;
    if (!enough) calls = Math.ceil(calls * Math.min(10, 1.2 * RUN_MS / Math.max(ms, 0.01)));
  }
}

async function timeCalls(work: Work, calls: number): Promise<number> {
  const started = processorMs();
  for (let i = 0; i < calls; i++) {
    const result = work();
    if (result instanceof Promise) await result;
  }
  return processorMs() - started;
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
