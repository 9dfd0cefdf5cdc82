/**
 * Metrics of a detector on held-out recordings.
 *
 * @module
 */
import { type Estimate, groupBootstrap } from "../metrics/group_bootstrap.ts";
import type { HeldOutPredictions } from "../metrics/evaluation.ts";
import { rateAtThreshold, rocAuc } from "../metrics/roc.ts";
import type { Matrix } from "../types.ts";
import type { Condition } from "./augmentation.ts";
import { zeros } from "./rows.ts";

const RESAMPLES = 1000;

/** Recording for the training of a detector. */
export interface DetectorClip {
  /** Class: 1 for positive, 0 for negative. */
  readonly y: 0 | 1;
  /** Group that must stay on one side of a split: a donor, a speaker, a source. */
  readonly group: string;
  /** Kind, such as a kind of noise, for metrics by kind. */
  readonly kind?: string;
}

/** Metrics of held-out recordings in one condition. */
export interface ConditionMetrics {
  /** Area under the ROC curve, 0 to 1. */
  readonly auc: Estimate;
  /** Share of the positives at or above the threshold. */
  readonly recall: Estimate;
  /** Share of the negatives at or above the threshold. */
  readonly falsePositiveRate: Estimate;
}

/** Positive share of the held-out recordings of one kind. */
export interface KindMetrics {
  /** Kind, as spelled in the dataset. */
  readonly kind: string;
  /** Number of recordings. */
  readonly recordings: number;
  /** Share at or above the threshold in each condition, 0 to 1. */
  readonly passed: Readonly<Partial<Record<Condition, number>>>;
}

/**
 * Creates held-out predictions with the class shares of the other folds and decisions at the
 * threshold.
 */
export function heldOutPredictions(
  clips: readonly DetectorClip[],
  p: Float64Array,
  folds: Int32Array,
  threshold: number,
  labels: readonly string[],
): HeldOutPredictions {
  const [probability, score, prior] = [0, 0, 0].map(() => zeros(clips.length, 2)) as [
    Matrix,
    Matrix,
    Matrix,
  ];
  const rows = [...clips.keys()];
  const slices = [...new Set(folds)].sort((a, b) => a - b).map((fold) => {
    const others = rows.filter((row) => folds[row] !== fold);
    const share = others.filter((row) => clips[row]!.y === 1).length / others.length;
    const own = rows.filter((row) => folds[row] === fold);
    for (const row of own) {
      const [no, yes] = [(1 - p[row]!) * (1 - share), p[row]! * share];
      probability.data.set([no / (no + yes), yes / (no + yes)], 2 * row);
      score.data.set([1 - p[row]!, p[row]!], 2 * row);
      prior.data.set([1 - share, share], 2 * row);
    }
    return { name: String(fold), rows: own };
  });
  return {
    labels,
    y: Int32Array.from(clips, (clip) => clip.y),
    groups: clips.map((clip) => clip.group),
    probability,
    score,
    prior,
    decisions: Int32Array.from(p, (value) => Number(value >= threshold)),
    slices,
  };
}

/** Computes the metrics of one condition, with intervals by group. */
export function conditionMetrics(
  clips: readonly DetectorClip[],
  probabilities: Float64Array,
  threshold: number,
  seed: number,
): ConditionMetrics {
  const groups = clips.map((clip) => clip.group);
  const estimate = (statistic: (y: number[], p: number[]) => number): Estimate =>
    groupBootstrap(
      groups,
      (rows) => statistic(rows.map((r) => clips[r]!.y), rows.map((r) => probabilities[r]!)),
      { resamples: RESAMPLES, seed },
    );
  return {
    auc: estimate(rocAuc),
    recall: estimate((y, p) => rateAtThreshold(y, p, 1, threshold)),
    falsePositiveRate: estimate((y, p) => rateAtThreshold(y, p, 0, threshold)),
  };
}

/** Computes the positive share of each kind, the largest first. */
export function kindMetrics(
  clips: readonly DetectorClip[],
  heldOut: ReadonlyMap<Condition, Float64Array>,
  threshold: number,
): KindMetrics[] {
  const kinds = new Set(clips.flatMap(({ kind }) => kind === undefined ? [] : [kind]));
  return [...kinds].map((kind) => {
    const members = clips.flatMap((clip, row) => clip.kind === kind ? [row] : []);
    const passed = Object.fromEntries(
      [...heldOut].map(([condition, p]) => [
        condition,
        members.filter((row) => p[row]! >= threshold).length / members.length,
      ]),
    );
    return { kind, recordings: members.length, passed };
  }).sort((a, b) => (b.passed["native"] ?? 0) - (a.passed["native"] ?? 0));
}
