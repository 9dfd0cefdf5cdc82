/**
 * Recordings that are there more than once, and what that does to labels, splits and groups.
 *
 * @module
 */
import type { ClipMetadata } from "./clip_metadata.ts";
import { EXAMPLES, type Finding } from "./finding.ts";
import { nearDuplicates } from "./near_duplicates.ts";

/** Two clips that hold the same sound. */
export interface DuplicatePair {
  /** Index of the earlier clip. */
  readonly a: number;
  /** Index of the later one. */
  readonly b: number;
  /** The same file, the same samples, or the same sound. */
  readonly evidence: "bytes" | "pcm" | "near";
  /** 1 but for `near`: correlation of the fingerprints. */
  readonly similarity: number;
  /** Share of what is heard of the shorter that both hold. */
  readonly coverage: number;
  /** Where `b` begins in `a`. */
  readonly offsetSeconds: number;
}

/** All members of a set of equals are paired up to this size, then each with the first alone. */
const PAIRED_MAX = 40;
/** A near duplicate that covers less of the shorter clip is no error. */
const COVERAGE_WANTED = 0.5;

/** All pairs, identical ones first. Digital silence is equal to nothing. */
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
  const heard = clips.map(({ fingerprint }) => fingerprint.heard.reduce((n, h) => n + h, 0));
  for (const near of nearDuplicates(clips.map((clip) => clip.fingerprint))) {
    const { a, b, similarity, offsetSeconds, heardFrames } = near;
    const coverage = heardFrames / Math.min(heard[a]!, heard[b]!);
    add({ a, b, evidence: "near", similarity, coverage, offsetSeconds });
  }
  return pairs;
}

function equalClips(clips: readonly ClipMetadata[], evidence: "bytes" | "pcm"): number[][] {
  const sets = new Map<string, number[]>();
  clips.forEach((clip, i) => {
    if (clip.levelDbfs === -Infinity) return;
    // Parts of one file are the same only where their samples are.
    const key = evidence === "bytes" ? `${clip.fileSha256} ${clip.pcmSha256}` : clip.pcmSha256;
    const set = sets.get(key);
    if (set) set.push(i);
    else sets.set(key, [i]);
  });
  return [...sets.values()].filter((set) => set.length > 1);
}

/** What the pairs do, the worst first: each pair counts once, for the worst that it does. */
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
      const sure = members.filter((p) => evidence !== "near" || p.coverage >= COVERAGE_WANTED);
      const parts = members.filter((p) => !sure.includes(p));
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
        ...finding(kind, harmless ? "note" : "error", sure, how[evidence]),
        ...finding(
          `${kind}_in_part`,
          harmless ? "note" : "warning",
          parts,
          "a part of the same sound",
        ),
      ];
    })
  );
}

function showPair(clips: readonly ClipMetadata[], pair: DuplicatePair): string {
  const [a, b] = [clips[pair.a]!, clips[pair.b]!];
  const facts = [
    ...(pair.evidence === "near"
      ? [`similarity ${pair.similarity.toFixed(2)}`, `${(100 * pair.coverage).toFixed(0)} % shared`]
      : []),
    ...(a.label === b.label ? [] : [`${a.label} / ${b.label}`]),
    ...(a.split === b.split ? [] : [`${a.split} / ${b.split}`]),
  ];
  return `${a.path} = ${b.path}${facts.length > 0 ? ` (${facts.join(", ")})` : ""}`;
}
