import type { BenchCase } from "./case.ts";
import { median } from "./measure.ts";
import { type Row, rowsOf } from "./row.ts";
import { runOn } from "./runtimes.ts";

const CHILDREN = 7;

/** What {@link coldStarts} measures. */
export const COLD_STARTS: readonly Pick<BenchCase, "name" | "goals">[] = [
  { name: "cold start: import, instantiate, predict 7 s" },
  {
    name: "cold start: decode, compile, instantiate the core",
    goals: [{ rival: null, must: 10, aim: 4 }],
  },
];

/** What the first use of the package takes in a new process, after the runtime's own start. */
export async function coldStarts(runtime: string): Promise<Row[]> {
  const children: number[][] = [];
  for (let i = 0; i < CHILDREN; i++) {
    children.push(await runOn(runtime, "cold_start") as number[]);
  }
  return COLD_STARTS.flatMap(({ name }, i) => {
    const times = children.map((child) => child[i]!);
    const ours = { minMs: Math.min(...times), medianMs: median(times), runs: CHILDREN };
    return rowsOf(name, runtime, { ours, rivals: {} });
  });
}
