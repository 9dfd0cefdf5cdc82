import type { Timing } from "./measure.ts";

/** A Worker that is measured in a new process. */
export interface FreshWorker {
  /** Folder that the Worker is bundled into. */
  readonly folder: string;
  readonly state: "cold" | "warm";
  /** The start-up, and then the requests in order. */
  readonly steps: readonly string[];
}

const PREDICTIONS = ["1st prediction", "2nd prediction", "3rd prediction"];

/** One Worker creates its classifier on request, the other one in global scope. */
export const FRESH_WORKERS: readonly FreshWorker[] = [
  { folder: "fresh_worker", state: "cold", steps: ["start-up", "create", ...PREDICTIONS] },
  { folder: "classify_worker", state: "warm", steps: ["start-up", ...PREDICTIONS] },
];

/** Times of a step: the thread that runs the Worker, and all threads together. */
export interface StepTimes {
  readonly thread: Timing;
  readonly all: Timing;
}

/** Names of a step's rows, in the order of {@link StepTimes}'s "all" and "thread". */
export function freshRows({ state }: FreshWorker, step: string): readonly [string, string] {
  return [`fresh isolate, ${state}: ${step}`, `fresh isolate, ${state}, main thread: ${step}`];
}

/** Names of all rows. */
export const FRESH_ROWS: readonly string[] = FRESH_WORKERS.flatMap((worker) =>
  worker.steps.flatMap((step) => freshRows(worker, step))
);
