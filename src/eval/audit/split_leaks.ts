import type { ClipMetadata } from "./clip_metadata.ts";
import { EXAMPLES, type Finding } from "./finding.ts";

/** Finds groups and sessions with clips on several sides of a split, or in several groups. */
export function splitLeaks(clips: readonly ClipMetadata[]): Finding[] {
  return [
    ...findLeaks(clips, "group", "split", {
      kind: "group_across_split",
      severity: "error",
      what: "on more than one side of the split",
    }),
    ...findLeaks(clips, "session", "split", {
      kind: "session_across_split",
      severity: "error",
      what: "on more than one side of the split",
    }),
    ...findLeaks(clips, "session", "group", {
      kind: "session_across_groups",
      severity: "warning",
      what: "in more than one group",
    }),
  ];
}

function findLeaks(
  clips: readonly ClipMetadata[],
  unit: "group" | "session",
  by: "split" | "group",
  { kind, severity, what }: Pick<Finding, "kind" | "severity"> & { readonly what: string },
): Finding[] {
  const sides = new Map<string, { sides: Set<string>; clips: number }>();
  let whole = 0;
  for (const clip of clips) {
    const [name, side] = [clip[unit], clip[by]];
    if (name === undefined || side === undefined) continue;
    whole++;
    const entry = sides.get(name) ?? { sides: new Set(), clips: 0 };
    entry.sides.add(side);
    entry.clips++;
    sides.set(name, entry);
  }
  const cut = [...sides].filter(([, entry]) => entry.sides.size > 1);
  if (cut.length === 0) return [];
  const affected = cut.reduce((sum, [, entry]) => sum + entry.clips, 0);
  return [{
    kind,
    severity,
    message: `${cut.length} of ${sides.size} ${unit}s ${what}, with ${affected} of ${whole} clips`,
    count: cut.length,
    examples: cut.slice(0, EXAMPLES).map(([name, entry]) =>
      `${name}: ${[...entry.sides].slice(0, EXAMPLES).join(", ")}`
    ),
  }];
}
