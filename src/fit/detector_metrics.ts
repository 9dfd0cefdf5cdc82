/**
 * What a detector is worth on recordings that were held out.
 *
 * @module
 */
import { type Estimate, groupBootstrap } from "../metrics/group_bootstrap.ts";
import { rateAtThreshold, rocAuc } from "../metrics/roc.ts";
import type { Matrix } from "../types.ts";
import type { Condition } from "./augmentation.ts";
import type { HeldOutPredictions } from "./held_out_predictions.ts";
import { zeros } from "./rows.ts";

const RESAMPLES = 1000;

/** A recording to learn from. */
export interface DetectorClip {
  /** 1 for what is to be detected, else 0. */
  readonly y: 0 | 1;
  /** Recordings that must stay on one side of a split: a donor, a speaker, a source. */
  readonly group: string;
  /** What it is, such as a kind of noise; figures are given by kind too. */
  readonly kind?: string;
}

/** How well recordings of held-out groups were told apart in one channel. */
export interface ConditionMetrics {
  /** Area under the ROC curve, 0 to 1. */
  readonly auc: Estimate;
  /** At the threshold. */
  readonly recall: Estimate;
  /** Share of negatives that pass, at the threshold. */
  readonly falsePositiveRate: Estimate;
}

/** What of one kind of recording the threshold lets pass, held out. */
export interface KindMetrics {
  /** As the training manifest spells it. */
  readonly kind: string;
  /** How many there are of it. */
  readonly recordings: number;
  /** Share called positive in each channel. */
  readonly passed: Readonly<Partial<Record<Condition, number>>>;
}

/** Answers under the class shares of the other folds, decided by the threshold. */
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

/** Of one channel, by group. */
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

/** By kind, most often passed first. */
export function kindMetrics(
  clips: readonly DetectorClip[],
  heldOut: ReadonlyMap<Condition, Float64Array>,
  threshold: number,
): KindMetrics[] {
  const kinds = new Set(clips.flatMap(({ kind }) => kind === undefined ? [] : [kind]));
  return [...kinds].map((kind) => {
    const members = clips.flatMap((clip, row) => clip.kind === kind ? [row] : []);
    const passed = Object.fromEntries(
      [...heldOut].map(([channel, p]) => [
        channel,
        members.filter((row) => p[row]! >= threshold).length / members.length,
      ]),
    );
    return { kind, recordings: members.length, passed };
  }).sort((a, b) => (b.passed["native"] ?? 0) - (a.passed["native"] ?? 0));
}
