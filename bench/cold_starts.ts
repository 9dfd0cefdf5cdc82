import { COLD_STARTS } from "./cases/cold_starts.ts";
import { median } from "./measure.ts";
import { type Row, rowsOf } from "./row.ts";
import { runOn } from "./runtimes.ts";

const PROCESSES = 7;

/** Measures the first use of the package in new processes, without the start of the runtime. */
export async function coldStarts(runtime: string): Promise<Row[]> {
  const reports: number[][] = [];
  for (let i = 0; i < PROCESSES; i++) {
    reports.push(await runOn(runtime, "cold_start") as number[]);
  }
  return COLD_STARTS.flatMap(({ name }, i) => {
    const times = reports.map((report) => report[i]!);
    const ours = { minMs: Math.min(...times), medianMs: median(times), runs: PROCESSES };
    return rowsOf(name, runtime, { ours, rivals: {} });
  });
}
