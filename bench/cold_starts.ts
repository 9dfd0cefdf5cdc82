import { median, type Timing } from "./measure.ts";
import { type Row, rowsOf } from "./row.ts";
import { runOn } from "./runtimes.ts";

const CHILDREN = 7;

/** Names of the rows of {@link coldStarts}. */
export const COLD_START = {
  whole: "cold start: import, instantiate, predict 7 s",
  core: "cold start: decode, compile, instantiate the core",
} as const;

/** What the first use of the package takes in a new process, after the runtime's own start. */
export async function coldStarts(runtime: string): Promise<Row[]> {
  const times: { whole: number; core: number }[] = [];
  for (let i = 0; i < CHILDREN; i++) {
    times.push(await runOn(runtime, "cold_start") as { whole: number; core: number });
  }
  return (["whole", "core"] as const).flatMap((part) => {
    const values = times.map((time) => time[part]);
    const ours: Timing = {
      minMs: Math.min(...values),
      medianMs: median(values),
      runs: CHILDREN,
    };
    return rowsOf(COLD_START[part], runtime, { ours, rivals: {} });
  });
}
