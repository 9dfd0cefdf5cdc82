/**
 * Duplicate recordings, and the labels, splits and groups that they violate.
 *
 * @module
 */
import type { ClipMetadata } from "./clip_metadata.ts";
import { EXAMPLES, type Finding } from "./finding.ts";
import { nearDuplicates } from "./near_duplicates.ts";

/** Two clips that contain the same sound. */
export interface DuplicatePair {
  /** Index of the earlier clip. */
  readonly a: number;
  /** Index of the later clip. */
  readonly b: number;
  /** Kind of match: identical files, identical samples, or similar fingerprints. */
  readonly evidence: "bytes" | "pcm" | "near";
  /** Correlation of the fingerprints, 0 to 1; 1 for identical clips. */
  readonly similarity: number;
  /** Share of the active frames of the shorter clip that both contain, 0 to 1. */
  readonly coverage: number;
  /** Start of `b` in `a`, seconds. */
  readonly offsetSeconds: number;
}

/**
 * Largest number of identical clips that are paired with each other; further ones are paired with
 * the first.
 */
const PAIRED_MAX = 40;
/** Coverage below which a near duplicate is a warning, not an error. */
const COVERAGE_MIN = 0.5;

/** Finds the pairs of duplicates, identical ones first. Digital silence is not a duplicate. */
export function duplicatePairs(clips: readonly ClipMetadata[]): DuplicatePair[] {
  const pairs: DuplicatePair[] = [];
  const known = new Set<string>();
  const add = (pair: DuplicatePair) => {
    const key = `${pair.a} ${pair.b}`;
    if (!known.has(key)) pairs.push(pair);
    known.add(key);
  };
  for (const evidence of ["bytes", "pcm"] as const) {
    for (const set of equalClips(clips, evidence)) {
      const firsts = set.length <= PAIRED_MAX ? set : set.slice(0, 1);
      firsts.forEach((a, i) => {
        for (const b of set.slice(i + 1)) {
          add({ a, b, evidence, similarity: 1, coverage: 1, offsetSeconds: 0 });
        }
      });
    }
  }
  const active = clips.map(({ fingerprint }) => fingerprint.active.reduce((n, one) => n + one, 0));
  for (const near of nearDuplicates(clips.map((clip) => clip.fingerprint))) {
    const { a, b, similarity, offsetSeconds, activeFrames } = near;
    const coverage = activeFrames / Math.min(active[a]!, active[b]!);
    add({ a, b, evidence: "near", similarity, coverage, offsetSeconds });
  }
  return pairs;
}

function equalClips(clips: readonly ClipMetadata[], evidence: "bytes" | "pcm"): number[][] {
  const sets = new Map<string, number[]>();
  clips.forEach((clip, i) => {
    if (clip.levelDbfs === -Infinity) return;
    // Parts of one file are equal only if their samples are.
    const key = evidence === "bytes" ? `${clip.fileSha256} ${clip.pcmSha256}` : clip.pcmSha256;
    const set = sets.get(key);
    if (set) set.push(i);
    else sets.set(key, [i]);
  });
  return [...sets.values()].filter((set) => set.length > 1);
}

/** Reports the pairs by their worst violation, the worst first; each pair counts once. */
export function duplicateFindings(
  clips: readonly ClipMetadata[],
  pairs: readonly DuplicatePair[],
): Finding[] {
  const differ = (key: "label" | "split" | "group") => ({ a, b }: DuplicatePair) =>
    clips[a]![key] !== clips[b]![key];
  const kinds = [
    ["label_conflict", "one recording under two labels", differ("label")],
    ["duplicate_across_split", "one recording on both sides of the split", differ("split")],
    ["duplicate_across_groups", "one recording in two groups", differ("group")],
    ["duplicate_within_group", "one recording twice in its group", () => true],
  ] as const;
  const kindOf = (pair: DuplicatePair) => kinds.find(([, , does]) => does(pair))![0];
  return kinds.flatMap(([kind, what]) =>
    (["bytes", "pcm", "near"] as const).flatMap((evidence): Finding[] => {
      const members = pairs.filter((p) => p.evidence === evidence && kindOf(p) === kind);
      const full = members.filter((p) => evidence !== "near" || p.coverage >= COVERAGE_MIN);
      const partial = members.filter((p) => !full.includes(p));
      const harmless = kind === "duplicate_within_group";
      const how = { bytes: "byte-identical files", pcm: "identical samples", near: "same sound" };
      const finding = (
        name: string,
        severity: Finding["severity"],
        some: readonly DuplicatePair[],
        of: string,
      ): Finding[] =>
        some.length === 0 ? [] : [{
          kind: name,
          severity,
          message: `${some.length} ${some.length === 1 ? "pair" : "pairs"}: ${what} (${of})`,
          count: some.length,
          examples: some.slice(0, EXAMPLES).map((pair) => showPair(clips, pair)),
        }];
      return [
        ...finding(kind, harmless ? "note" : "error", full, how[evidence]),
        ...finding(
          `${kind}_in_part`,
          harmless ? "note" : "warning",
          partial,
          "a part of the same sound",
        ),
      ];
    })
  );
}

function showPair(clips: readonly ClipMetadata[], pair: DuplicatePair): string {
  const [a, b] = [clips[pair.a]!, clips[pair.b]!];
  const details = [
    ...(pair.evidence === "near"
      ? [`similarity ${pair.similarity.toFixed(2)}`, `${(100 * pair.coverage).toFixed(0)} % shared`]
      : []),
    ...(a.label === b.label ? [] : [`${a.label} / ${b.label}`]),
    ...(a.split === b.split ? [] : [`${a.split} / ${b.split}`]),
  ];
  return `${a.path} = ${b.path}${details.length > 0 ? ` (${details.join(", ")})` : ""}`;
}
