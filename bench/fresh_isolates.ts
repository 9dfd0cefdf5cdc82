import { FRESH_WORKERS, type StepTimes } from "./fresh_steps.ts";
import { type Row, rowsOf } from "./row.ts";
import { runOn } from "./runtimes.ts";

/** What the first requests of a Worker take: made cold, and warm from its global scope on. */
export async function freshIsolates(wanted: (name: string) => boolean): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [worker, steps] of Object.entries(FRESH_WORKERS)) {
    const how = worker === "classify_worker" ? "warm" : "cold";
    const names = steps.map((step) => `fresh isolate, ${how}: ${step}, 7 s WAV at 44.1 kHz`);
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
