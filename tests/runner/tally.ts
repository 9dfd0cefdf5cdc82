/** How many tests of one run passed, failed and were skipped. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Whose summaries are read. */
export type Runner = "deno" | "node" | "bun";

/** What the runners print at their end: passed, failed, skipped. */
const SUMMARIES: Readonly<Record<Runner, readonly RegExp[]>> = {
  deno: [/\b(\d+) passed\b/, /\b(\d+) failed\b/, /\b(\d+) ignored\b/],
  node: [/^# pass (\d+)$/m, /^# (?:fail|cancelled) (\d+)$/mg, /^# skipped (\d+)$/m],
  bun: [/^ *(\d+) pass$/m, /^ *(\d+) (?:fail|errors?)$/mg, /^ *(\d+) skip$/m],
};

/**
 * Reads a runner's summary. A run that exits with an error without naming a failed test, or that ran
 * no test, counts as one failure.
 */
export function readTally(runner: Runner, output: string, status: number): Tally {
  // deno-lint-ignore no-control-regex -- colors
  const plain = output.replace(/\x1b\[[0-9;]*m/g, "");
  const last = runner === "deno" ? plain.match(/^(?:ok|FAILED) \| .*$/mg)?.at(-1) ?? "" : plain;
  const [passed, failed, skipped] = SUMMARIES[runner].map((pattern) => {
    const found = pattern.global ? [...last.matchAll(pattern)] : [last.match(pattern) ?? []];
    return found.reduce((sum, match) => sum + Number(match[1] ?? 0), 0);
  }) as [number, number, number];
  const silent = failed === 0 && (status !== 0 || passed === 0);
  return { passed, failed: silent ? 1 : failed, skipped };
}

/** The sum of several runs. */
export function sumTallies(tallies: readonly Tally[]): Tally {
  const sum = (key: keyof Tally) => tallies.reduce((total, tally) => total + tally[key], 0);
  return { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") };
}

/** `12 passed, 0 failed`, with `, 1 skipped` where some were. */
export function formatTally({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
