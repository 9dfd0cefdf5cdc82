/**
 * Supervision of the worker that decodes files.
 *
 * @module
 */
import process from "node:process";
import type { Report, Task } from "./worker.ts";

/** File that a decoder does not handle. */
export interface Finding {
  readonly index: number;
  readonly fault: string;
}

const CPU_MS_MAX = 1000;
const POLL_MS = 100;
/** Processor time, in ms, that loading a worker and compiling may take. */
const START_MS_MAX = 20_000;

/** Decodes the files of a range in workers. A file that takes more than 1 s of processor time ends its worker. */
export async function* runRange(range: Omit<Task, "progress">): AsyncGenerator<Finding> {
  for (let from = range.from; from < range.to;) {
    const progress = new Int32Array(new SharedArrayBuffer(8));
    Atomics.store(progress, 0, from);
    const reports: Report[] = [];
    const worker = startWorker({ ...range, from, progress }, reports);
    try {
      const isDone = yield* findings(reports, progress);
      from = isDone ? range.to : progress[0]! + 1;
    } finally {
      worker.terminate();
    }
  }
}

function startWorker(task: Task, reports: Report[]): Worker {
  const worker = new Worker(new URL("worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }: MessageEvent<Report>) => void reports.push(data);
  worker.onerror = (event) => {
    event.preventDefault();
    reports.push(
      { index: task.progress[0]!, fault: `the worker ended: ${event.message}` },
      "ended",
    );
  };
  worker.postMessage(task);
  return worker;
}

/** Yields the findings of a worker until it is done. @returns whether it finished its range */
async function* findings(
  reports: Report[],
  progress: Int32Array,
): AsyncGenerator<Finding, boolean> {
  let steps = 0;
  let since = processorMs();
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    for (const report of reports.splice(0)) {
      if (typeof report === "string") return report === "done";
      yield report;
    }
    const now = processorMs();
    if (progress[1] !== steps) [steps, since] = [progress[1]!, now];
    else if (now - since > (steps === 0 ? START_MS_MAX : CPU_MS_MAX)) {
      yield { index: progress[0]!, fault: `takes more than ${Math.round(now - since)} ms` };
      return false;
    }
  }
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
