import type { BenchCase, Work } from "./case.ts";

/**
 * Registers cases with `deno bench`: a group each, this package as the baseline. A rival that cannot
 * be loaded is skipped and named on standard error.
 */
export async function register(cases: readonly BenchCase[]): Promise<void> {
  const skipped = new Map<string, string>();
  for (const { name: group, setUp } of cases) {
    const add = (name: string, work: Work, baseline = false) =>
      Deno.bench({ name: `${group}: ${name}`, group, baseline, fn: async () => void await work() });
    const { ours, rivals = {} } = await setUp();
    add("babycry", ours, true);
    for (const [rival, load] of Object.entries(rivals)) {
      try {
        add(rival, await load());
      } catch (error) {
        skipped.set(rival, (error as Error).message);
      }
    }
  }
  for (const [rival, reason] of skipped) console.error(`Skipped ${rival}: ${reason}`);
}
