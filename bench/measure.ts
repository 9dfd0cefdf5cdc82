/**
 * Measures works against each other in processor time of this process, which other processes on the
 * machine disturb less than they do the clock.
 *
 * @module
 */
import process from "node:process";
import type { Work } from "./case.ts";

/** Milliseconds of processor time that one call took, all threads together. */
export interface Timing {
  readonly minMs: number;
  readonly medianMs: number;
  /** Measurements that the two come from, each of as many calls as fill {@link RUN_MS}. */
  readonly runs: number;
}

/** A measurement shorter than this is repeated inside one reading of the counter. */
const RUN_MS = 8;
const WARM_UP_MS = 150;
const WARM_UP_CALLS = 3;
const RUNS_MIN = 7;
const RUNS_MAX = 25;
/** Of a contest, all works together, where {@link RUNS_MIN} allows. */
const CONTEST_MS = 1500;

/** Times works in turns: one run of each, then the next run of each. */
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

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Lets the compilers settle. @returns how many calls make a run */
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
