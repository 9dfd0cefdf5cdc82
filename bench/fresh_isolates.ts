import { FRESH_WORKERS, freshRows, type StepTimes } from "./fresh_steps.ts";
import { type Row, rowsOf } from "./row.ts";
import { runOn } from "./runtimes.ts";

/** Measures the start-up and the first requests of Workers in new workerd processes. */
export async function freshIsolates(wanted: (name: string) => boolean): Promise<Row[]> {
  const rows: Row[] = [];
  for (const worker of FRESH_WORKERS) {
    const names = worker.steps.map((step) => freshRows(worker, step));
    if (!names.flat().some(wanted)) continue;
    const times = await runOn("workerd", "fresh_isolate_child", worker.folder) as StepTimes[];
    for (const [i, { all, thread }] of times.entries()) {
      const [allName, threadName] = names[i]!;
      rows.push(...rowsOf(allName, "workerd", { ours: all, rivals: {} }));
      rows.push(...rowsOf(threadName, "workerd", { ours: thread, rivals: {} }));
    }
  }
  return rows.filter(({ name }) => wanted(name));
}
