import { FRESH_WORKERS, type StepTimes } from "./fresh_steps.ts";
import { type Row, rowsOf } from "./row.ts";
import { runOn } from "./runtimes.ts";

/**
 * What the start-up and the first requests of a Worker take: one that makes its classifier when it is
 * asked to, and one that makes and warms it in its global scope.
 */
export async function freshIsolates(wanted: (name: string) => boolean): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [worker, steps] of Object.entries(FRESH_WORKERS)) {
    const how = worker === "classify_worker" ? "warm" : "cold";
    const names = steps.map((step) => {
      const what = step.endsWith("predict") ? `${step} of a 7 s WAV at 44.1 kHz` : step;
      return `fresh isolate, ${how}: ${what}`;
    });
    if (!names.some(wanted)) continue;
    const times = await runOn("workerd", "fresh_isolate_child", worker) as StepTimes[];
    for (const [i, name] of names.entries()) {
      if (!wanted(name)) continue;
      const { thread, all } = times[i]!;
      rows.push(...rowsOf(name, "workerd", { ours: all, rivals: {} }));
      rows.push(...rowsOf(`${name}, its thread`, "workerd", { ours: thread, rivals: {} }));
    }
  }
  return rows;
}
