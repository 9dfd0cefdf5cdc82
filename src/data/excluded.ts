import type { ExcludedClip } from "./dataset.ts";

const EXAMPLES = 8;

/** Why so many clips are not used. */
export interface ExclusionCount {
  /** As for a single clip. */
  readonly reason: ExcludedClip["reason"];
  /** How many. */
  readonly count: number;
  /** The first few, with what exactly came. */
  readonly examples: readonly string[];
}

/** What was left out, by reason. */
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

/** The same as the end of a sentence: `; 2 left out: no label (a.wav: the label is empty)`. */
export function describeExcluded(excluded: readonly ExcludedClip[]): string {
  return countExcluded(excluded).map(({ reason, count, examples: [example] }) =>
    `; ${count} left out: ${reason.replaceAll("_", " ")} (${example})`
  ).join("");
}
