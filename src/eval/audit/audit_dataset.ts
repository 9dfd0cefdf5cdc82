/**
 * Audit of a dataset for leaks and shortcuts.
 *
 * @module
 */
import { checkNumber, checkOptions, checkType, checkWork } from "../../check_option.ts";
import { type Clip, type Dataset, type ExcludedClip, groupOf } from "../../data/dataset.ts";
import { type AudioDataset, checkAudioDataset } from "../../data/audio_dataset.ts";
import { countExcluded, describeExcluded, type ExclusionCount } from "../../data/excluded.ts";
import { isExcluded, readClips } from "../../data/read_clips.ts";
import type { AudioFreeBaseline } from "../../metrics/baselines.ts";
import { EVALUATION_WORK, type EvaluationWork, inStage } from "../progress.ts";
import { type ClipMetadata, clipMetadata } from "./clip_metadata.ts";
import { duplicateFindings, type DuplicatePair, duplicatePairs } from "./duplicates.ts";
import { EXAMPLES, type Finding, SEVERITIES } from "./finding.ts";
import { findShortcuts } from "./shortcuts.ts";
import { splitLeaks } from "./split_leaks.ts";

/** Number of clips and groups of a label. */
export interface LabelCount {
  /** Label as spelled in the dataset. */
  readonly label: string;
  /** Number of clips with the label. */
  readonly clips: number;
  /** Number of groups with such clips. */
  readonly groups: number;
}

/** Two clips that contain the same sound, by path. */
export type NamedPair = Omit<DuplicatePair, "a" | "b"> & {
  /** Path of the earlier clip. */
  readonly a: string;
  /** Path of the later clip. */
  readonly b: string;
};

/** Audit of a dataset. */
export interface AuditReport {
  /** Number of clips that were read. */
  readonly clips: number;
  /** Number of their groups; a clip without a group is its own. */
  readonly groups: number;
  /** Labels by descending number of clips. */
  readonly labels: readonly LabelCount[];
  /** Number of excluded clips by reason. */
  readonly excluded: readonly ExclusionCount[];
  /** Findings by descending severity. */
  readonly findings: readonly Finding[];
  /** Accuracies of audio-free baselines. */
  readonly baselines: readonly AudioFreeBaseline[];
  /** Pairs of duplicates, complete. */
  readonly duplicates: readonly NamedPair[];
}

/** Options of {@link auditDataset}. */
export interface AuditOptions extends EvaluationWork {
  /** Column whose values are the sides of a split, or folds. */
  readonly splitColumn?: string;
  /** Seed of folds and permutations. Default 1. */
  readonly seed?: number;
}

const NAMES: Readonly<Record<keyof AuditOptions, true>> = {
  ...EVALUATION_WORK,
  splitColumn: true,
  seed: true,
};

/**
 * Audits a dataset: reads every clip and reports duplicates, groups and sessions on several sides
 * of a split, conflicting labels, and file attributes that predict the label.
 *
 * @param dataset result of `datasetFromAudio` or `openDataset`
 * @param options.onProgress called in the stage `reading`
 * @throws {TypeError} when an option is unknown or has another type
 * @throws {RangeError} when no clip has a value in `splitColumn`, or no clip can be read
 *
 * @example
 * ```ts
 * import { datasetFromAudio } from "@babycry/babycry/data";
 * import { auditDataset } from "@babycry/babycry/eval";
 * import assert from "node:assert/strict";
 *
 * const noise = (seed: number) => Float32Array.from({ length: 16_000 }, (_, i) => Math.sin(i * i *
 * seed));
 * const clip = (seed: number, label: string) => ({
 *   audio: { samples: noise(seed), sampleRateHz: 8000 },
 *   label,
 *   group: label,
 * });
 * const clips = [clip(1, "cry"), clip(2, "other"), clip(1, "other")];
 * const { findings } = await auditDataset(datasetFromAudio(clips));
 * assert.equal(findings[0]?.kind, "label_conflict");
 * ```
 */
export async function auditDataset(
  dataset: AudioDataset,
  options: AuditOptions = {},
): Promise<AuditReport> {
  checkAudioDataset("Auditing", dataset);
  checkOptions("Auditing", options, NAMES);
  const { splitColumn, seed = 1 } = options;
  checkNumber("Auditing", "seed", seed, { min: 0, integer: true });
  if (splitColumn !== undefined) checkType("Auditing", "splitColumn", splitColumn, "string");
  checkWork("Auditing", options);
  const { dataset: described, read } = dataset;
  if (splitColumn !== undefined && !described.clips.some((clip) => clip.columns[splitColumn])) {
    throw new RangeError(
      `Auditing: expected clips with a value in the column ${splitColumn}, received none`,
    );
  }
  const clips: ClipMetadata[] = [];
  const excluded = [...described.excluded];
  const damaged: string[] = [];
  for await (const clip of readClips(described, read, inStage("reading", options))) {
    if (isExcluded(clip)) {
      excluded.push(clip);
      continue;
    }
    if (clip.damage !== undefined) damaged.push(`${clip.clip.path}: ${clip.damage}`);
    clips.push(await clipMetadata(clip, placeOf(clip.clip, splitColumn)));
  }
  checkUsable(clips, excluded);
  const pairs = duplicatePairs(clips);
  const shortcuts = findShortcuts(clips, { seed });
  const findings = [
    ...duplicateFindings(clips, pairs),
    ...splitLeaks(clips),
    ...shortcuts.findings,
    ...conditionFindings(described, clips, damaged, splitColumn),
  ];
  const rank = ({ severity }: Finding) => SEVERITIES.indexOf(severity);
  return {
    clips: clips.length,
    groups: new Set(clips.map((clip) => clip.group)).size,
    labels: countLabels(clips),
    excluded: countExcluded(excluded),
    findings: findings.sort((a, b) => rank(b) - rank(a)),
    baselines: shortcuts.baselines,
    duplicates: pairs.map((pair) => ({
      ...pair,
      a: clips[pair.a]!.path,
      b: clips[pair.b]!.path,
    })),
  };
}

/** Finds the group and the side of a clip. */
function placeOf(clip: Clip, splitColumn: string | undefined): { group: string; split?: string } {
  const split = splitColumn && clip.columns[splitColumn];
  return { group: groupOf(clip), ...(split ? { split } : {}) };
}

/** Checks the clips. @throws {RangeError} when no clip could be read */
function checkUsable(clips: readonly ClipMetadata[], excluded: readonly ExcludedClip[]): void {
  if (clips.length > 0) return;
  throw new RangeError(
    `Auditing: expected clips that can be read, received none${describeExcluded(excluded)}`,
  );
}

/** Reports warnings of the dataset, and silent, damaged and incomparable clips. */
function conditionFindings(
  dataset: Dataset,
  clips: readonly ClipMetadata[],
  damaged: readonly string[],
  splitColumn: string | undefined,
): Finding[] {
  const list = (
    kind: string,
    severity: Finding["severity"],
    description: string,
    paths: readonly string[],
  ): Finding[] =>
    paths.length === 0 ? [] : [{
      kind,
      severity,
      message: `${paths.length} of ${clips.length} clips ${description}`,
      count: paths.length,
      examples: paths.slice(0, EXAMPLES),
    }];
  const paths = (predicate: (clip: ClipMetadata) => boolean) =>
    clips.filter(predicate).map((clip) => clip.path);
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
      "are too short or too stationary to be compared by sound",
      paths((clip) => clip.fingerprint.active.every((active) => active === 0)),
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
