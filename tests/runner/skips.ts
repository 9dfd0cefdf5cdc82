/**
 * Reads from a test run what skipped tests need, as `tests/_requires.ts` prints it.
 *
 * @module
 */

/** Number of skipped tests by what they need, in all of a run's output. */
export function readSkips(output: string): Map<string, number> {
  const counts = new Map<string, number>();
  // Node's TAP reporter puts a # before what a test file prints.
  for (const [, need = ""] of output.matchAll(/^(?:# )?\[skipped\] needs (.+)$/mg)) {
    counts.set(need, (counts.get(need) ?? 0) + 1);
  }
  return counts;
}

/**
 * One line that names what the skipped tests need, or `undefined` when none was skipped.
 *
 * @param skipped number of skipped tests as the runners report it; those without a need are "other"
 */
export function formatSkips(
  needs: ReadonlyMap<string, number>,
  skipped: number,
): string | undefined {
  if (skipped === 0) return undefined;
  const named = [...needs].sort(([a], [b]) => a < b ? -1 : 1);
  const other = skipped - named.reduce((sum, [, count]) => sum + count, 0);
  const parts = [...named, ...(other > 0 ? [["other", other] as const] : [])];
  return `skipped, by what is missing: ${parts.map(([need, n]) => `${need} ${n}`).join(", ")}`;
}
