import type { ExcludedClip } from "./dataset.ts";

const EXAMPLES = 8;

/** Number of clips that were excluded for one reason. */
export interface ExclusionCount {
  /** Reason, as for a single clip. */
  readonly reason: ExcludedClip["reason"];
  /** Number of clips. */
  readonly count: number;
  /** First few clips, with explanations. */
  readonly examples: readonly string[];
}

/** Counts excluded clips by reason. */
export function countExcluded(excluded: readonly ExcludedClip[]): ExclusionCount[] {
  return [...new Set(excluded.map(({ reason }) => reason))].map((reason) => {
    const members = excluded.filter((one) => one.reason === reason);
    return {
      reason,
      count: members.length,
      examples: members.slice(0, EXAMPLES).map(({ path, detail }) => `${path}: ${detail}`),
    };
  });
}

/**
 * Formats the counts as the end of a sentence: `; 2 excluded: no label (a.wav: expected a label,
 * received an empty cell)`.
 */
export function describeExcluded(excluded: readonly ExcludedClip[]): string {
  return countExcluded(excluded).map(({ reason, count, examples: [example] }) =>
    `; ${count} excluded: ${reason.replaceAll("_", " ")} (${example})`
  ).join("");
}
