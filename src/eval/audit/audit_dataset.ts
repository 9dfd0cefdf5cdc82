/**
 * What would flatter a model on a dataset.
 *
 * @module
 */
import { type Dataset, groupOf } from "../../data/dataset.ts";
import { isExcluded, readClips, type ReadFile } from "../../data/read_clips.ts";
import { countExcluded, describeExcluded, type ExclusionCount } from "../../data/excluded.ts";
import type { ProgressOptions } from "../../types.ts";
import type { AudioFreeRule } from "../../metrics/audio_free_rules.ts";
import { type ClipMetadata, clipMetadata } from "./clip_metadata.ts";
import { checkNumber, checkType, checkWork } from "../../check_option.ts";
import type { ExcludedClip } from "../../data/dataset.ts";
import { duplicateFindings, type DuplicatePair, duplicatePairs } from "./duplicates.ts";
import { EXAMPLES, type Finding, SEVERITIES } from "./finding.ts";
import { findShortcuts } from "./shortcuts.ts";
import { splitLeaks } from "./split_leaks.ts";

/** A label with what there is of it. */
export interface LabelCount {
  /** As the dataset spells it. */
  readonly label: string;
  /** Clips that have it. */
  readonly clips: number;
  /** Groups that have such clips. */
  readonly groups: number;
}

/** Two clips that hold the same sound, by path. */
export type NamedPair = Omit<DuplicatePair, "a" | "b"> & {
  /** Path of the earlier clip. */
  readonly a: string;
  /** Path of the later one. */
  readonly b: string;
};

/** The audit of a dataset. */
export interface AuditReport {
  /** Clips that were read. */
  readonly clips: number;
  /** Groups among them; a clip without one counts as one. */
  readonly groups: number;
  /** The commonest first. */
  readonly labels: readonly LabelCount[];
  /** Clips that are not used, by reason. */
  readonly excluded: readonly ExclusionCount[];
  /** The worst first. */
  readonly findings: readonly Finding[];
  /** What is reached without hearing anything. */
  readonly rules: readonly AudioFreeRule[];
  /** All pairs that were found. */
  readonly duplicates: readonly NamedPair[];
}

/** Options of {@link auditDataset}. */
export interface AuditOptions extends ProgressOptions {
  /** Column whose values are the sides of a split. */
  readonly splitColumn?: string;
  /** Makes folds and permutations repeatable. */
  readonly seed: number;
}

/**
 * Reads every clip and looks for leaks.
 *
 * @throws {RangeError} when no clip has the split's column, or none could be read
 */
export async function auditDataset(
  dataset: Dataset,
  readFile: ReadFile,
  options: AuditOptions,
): Promise<AuditReport> {
  const { splitColumn, seed } = options;
  checkNumber("Auditing", "seed", seed);
  if (splitColumn !== undefined) checkType("Auditing", "splitColumn", splitColumn, "string");
  checkWork("Auditing", options);
  if (splitColumn !== undefined && !dataset.clips.some((clip) => clip.columns[splitColumn])) {
    throw new RangeError(`Auditing: no clip has a value in the column ${splitColumn}`);
  }
  const clips: ClipMetadata[] = [];
  const omitted = [...dataset.excluded];
  const findings: Finding[] = [];
  const damaged: string[] = [];
  for await (const read of readClips(dataset, readFile, options)) {
    if (isExcluded(read)) {
      omitted.push(read);
      continue;
    }
    if (read.damage !== undefined) damaged.push(`${read.clip.path}: ${read.damage}`);
    const split = splitColumn && read.clip.columns[splitColumn];
    const place = { group: groupOf(read.clip), ...(split ? { split } : {}) };
    clips.push(await clipMetadata(read, place));
  }
  if (clips.length === 0) {
    const came = omitted.length === 0 ? "it has no clips" : "no clip can be used";
    throw new RangeError(`Auditing: ${came}${describeExcluded(omitted)}`);
  }
  const pairs = duplicatePairs(clips);
  const shortcuts = findShortcuts(clips, { seed });
  findings.push(
    ...duplicateFindings(clips, pairs),
    ...splitLeaks(clips),
    ...shortcuts.findings,
    ...conditionFindings(dataset, clips, damaged, splitColumn),
  );
  const rank = ({ severity }: Finding) => SEVERITIES.indexOf(severity);
  return {
    clips: clips.length,
    groups: new Set(clips.map((clip) => clip.group)).size,
    labels: countLabels(clips),
    excluded: countExcluded(omitted),
    findings: findings.sort((a, b) => rank(b) - rank(a)),
    rules: shortcuts.rules,
    duplicates: pairs.map((pair) => ({
      ...pair,
      a: clips[pair.a]!.path,
      b: clips[pair.b]!.path,
    })),
  };
}

/** What the dataset is like, apart from leaks. */
function conditionFindings(
  dataset: Dataset,
  clips: readonly ClipMetadata[],
  damaged: readonly string[],
  splitColumn: string | undefined,
): Finding[] {
  const list = (
    kind: string,
    severity: Finding["severity"],
    what: string,
    paths: readonly string[],
  ): Finding[] =>
    paths.length === 0 ? [] : [{
      kind,
      severity,
      message: `${paths.length} of ${clips.length} clips ${what}`,
      count: paths.length,
      examples: paths.slice(0, EXAMPLES),
    }];
  const paths = (wanted: (clip: ClipMetadata) => boolean) =>
    clips.filter(wanted).map((clip) => clip.path);
  const unfolded = splitColumn === undefined ? [] : paths((clip) => clip.split === undefined);
  return [
    ...dataset.warnings.map(({ kind, message }): Finding => ({
      kind,
      severity: kind === "one_class" ? "error" : "warning",
      message,
      count: dataset.clips.length,
      examples: [],
    })),
    ...list("no_side", "warning", `have no value in ${splitColumn}`, unfolded),
    ...list("silent", "warning", "are digital silence", paths((c) => c.levelDbfs === -Infinity)),
    ...list("damaged", "warning", "could be decoded only in part", damaged),
    ...list(
      "not_compared",
      "note",
      "are too short or too even to be compared by sound",
      paths((clip) => clip.fingerprint.heard.every((heard) => heard === 0)),
    ),
  ];
}

function countLabels(clips: readonly ClipMetadata[]): LabelCount[] {
  return [...new Set(clips.map((clip) => clip.label))].map((label) => {
    const members = clips.filter((clip) => clip.label === label);
    return {
      label,
      clips: members.length,
      groups: new Set(members.map((clip) => clip.group)).size,
    };
  }).sort((a, b) => b.clips - a.clips);
}
