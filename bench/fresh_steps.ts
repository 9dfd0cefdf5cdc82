import type { Timing } from "./measure.ts";

/** Requests to a fresh Worker, by the folder that it was bundled into, in order; the first has no request. */
export const FRESH_WORKERS: Readonly<Record<string, readonly string[]>> = {
  fresh_worker: ["start-up", "create", "1st predict", "2nd predict", "3rd predict"],
  classify_worker: ["start-up", "1st predict", "2nd predict", "3rd predict"],
};

/** What a step took: the thread that runs the isolate, and all threads together. */
export interface StepTimes {
  readonly thread: Timing;
  readonly all: Timing;
}
