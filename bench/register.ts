import type { BenchCase } from "./case.ts";

/** Hands cases to `deno bench`, a group each, this package as the baseline. */
export async function register(cases: readonly BenchCase[]): Promise<void> {
  for (const { name: group, setUp } of cases) {
    const { ours, rivals = {} } = await setUp();
    const add = (name: string, work: () => unknown, baseline: boolean) =>
      Deno.bench({ name: `${group}: ${name}`, group, baseline, fn: async () => void await work() });
    add("babycry", ours, true);
    for (const [name, work] of Object.entries(rivals)) add(name, work, false);
  }
}
