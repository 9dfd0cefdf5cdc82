import type { BenchCase } from "./bench_case.ts";

/** Hands cases to `deno bench`: a group a case, with the rival as its baseline. */
export async function register(cases: readonly BenchCase[]): Promise<void> {
  for (const { name, rival, prepare } of cases) {
    const runs = await prepare();
    Deno.bench(`babycry: ${name}`, { group: name }, async () => void await runs.ours());
    const theirs = runs.rival;
    if (rival && theirs) {
      Deno.bench(`${rival}: ${name}`, { group: name, baseline: true }, () => void theirs());
    }
  }
}
