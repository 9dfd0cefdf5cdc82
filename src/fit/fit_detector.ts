/**
 * Fits a detector on windows of recordings and measures it on groups that it has not heard.
 *
 * @module
 */
import type { HeldOutPredictions } from "./held_out_predictions.ts";
import { rocAuc, thresholdAtRecall } from "../metrics/roc.ts";
import type { ClassifierJson } from "../head/classifier.ts";
import { sigmoid } from "../head/links.ts";
import { DEFAULT_RECORDING } from "../models/default_rules.ts";
import type { RecordingManifest } from "../models/manifest.ts";
import { clipProbability } from "../prediction/cry/cry_prediction.ts";
import type { ProgressOptions } from "../types.ts";
import { stackRows } from "./rows.ts";
import type { Condition } from "./augmentation.ts";
import {
  type ConditionMetrics,
  conditionMetrics,
  type DetectorClip,
  heldOutPredictions,
  type KindMetrics,
  kindMetrics,
} from "./detector_metrics.ts";
import { checkFolds } from "./fit_classifier.ts";
import { headJson, learn, type LearnedHead, type Learner, logitsOf } from "./learner.ts";
import { minimize } from "./lbfgs.ts";
import { nestedSearch } from "./nested_search.ts";

/** Windows of a positive recording this far under its loudest are pauses, not examples. */
const PAUSE_DB = 20;

/** The windows of one recording in one channel. */
export interface ClipWindows {
  /** Index of the recording. */
  readonly clip: number;
  /** What it went through; `matched` is scored and never learned from, `augmented` the reverse. */
  readonly channel: Condition;
  /** Length of the recording after that. */
  readonly durationSeconds: number;
  /** `[windows][features]`. */
  readonly features: readonly Float32Array[];
  /** Level of each window, dB re full scale. */
  readonly levelsDbfs: readonly number[];
}

/** Options of {@link fitDetector}. */
export interface FitDetectorOptions extends ProgressOptions {
  /** Names of the two classes. */
  readonly classes: readonly [negative: string, positive: string];
  /** Fold of each recording, 0 and up; no group in two. */
  readonly folds: ArrayLike<number>;
  /** Settings to choose from, the simplest first. */
  readonly candidates: readonly Learner[];
  /** Length of a window, above 0. */
  readonly windowSeconds: number;
  /** From one window to the next, above 0. */
  readonly hopSeconds: number;
  /** Rule from windows to a recording. Default: that of `cry-detect`. */
  readonly recording?: RecordingManifest;
  /** Windows quieter than this, dB re full scale, are not learned from and never positive. */
  readonly silenceDbfs: number;
  /** Share of all held-out positives that the threshold lets pass. */
  readonly recall: number;
  /** Makes it repeatable. */
  readonly seed: number;
}

/** A fitted detector. */
export interface FittedDetector {
  /** Scales and scores a window. */
  readonly head: ClassifierJson;
  /** Probability of a window, both classes alike beforehand: `sigmoid(scale * logit + offset)`. */
  readonly calibration: { readonly scale: number; readonly offset: number };
  /** A recording with at least this probability is positive. */
  readonly threshold: number;
  /** The settings of the head. */
  readonly chosen: Learner;
  /** The settings of each fold, chosen without it. */
  readonly chosenByFold: readonly Learner[];
  /** Figures by channel, for the channels that were heard. */
  readonly metrics: Readonly<Partial<Record<Condition, ConditionMetrics>>>;
  /** By kind, where recordings have one; most often passed first. */
  readonly kinds: readonly KindMetrics[];
  /** What was said of each recording as it is, in their order. */
  readonly heldOut: HeldOutPredictions;
}

/** What a head says of the windows of a recording. */
interface Scored {
  readonly row: ClipWindows;
  readonly logits: readonly number[];
}

/**
 * A head on windows, scored by clip. Candidates are compared by nested search over the folds. Threshold
 * and calibration come from held-out scores; the head itself is fitted on everything at the end.
 *
 * @param rows windows of the recordings in the channels that are there
 * @throws {RangeError} when a class has no recordings, a group is in two folds, or there are too few
 *   folds
 */
export async function fitDetector(
  clips: readonly DetectorClip[],
  rows: readonly ClipWindows[],
  options: FitDetectorOptions,
): Promise<FittedDetector> {
  const { candidates, classes, signal, onProgress } = options;
  const groups = clips.map((clip) => clip.group);
  const y = Int32Array.from(clips, (clip) => clip.y);
  const positives = y.reduce((sum, one) => sum + one, 0);
  if (positives === 0 || positives === clips.length) {
    throw new RangeError(
      `Fitting a detector: ${positives} of ${clips.length} recordings are of ${classes[1]}, ` +
        "wanted both kinds",
    );
  }
  const folds = checkFolds(options.folds, groups);
  const flat = { scale: 1, offset: 0 };
  const found = await nestedSearch<readonly Scored[]>({
    folds: Math.max(...folds) + 1,
    candidates: candidates.length,
    async fit(candidate, without) {
      const heard = rows.filter((row) => !without.includes(folds[row.clip]!));
      if (new Set(heard.map((row) => clips[row.clip]!.y)).size < 2) {
        throw new RangeError(
          `Fitting without folds ${without.join(" and ")}: one kind is left, wanted both; ` +
            "take fewer folds, or more groups of each kind",
        );
      }
      const head = await fitHead(clips, heard, candidates[candidate]!, options);
      return (fold) =>
        rows.filter((row) => folds[row.clip] === fold && row.channel !== "augmented")
          .map((row) => ({ row, logits: windowLogits(row, head, options.silenceDbfs) }));
    },
    loss(scores) {
      const scored = [...scores.values()].flat();
      const aucs = [...new Set(scored.map(({ row }) => row.channel))].map((channel) => {
        const own = scored.filter(({ row }) => row.channel === channel);
        const p = own.map(({ row, logits }) => score(row, logits, flat, options));
        return rocAuc(own.map(({ row }) => y[row.clip]!), p);
      });
      return 1 - aucs.reduce((sum, auc) => sum + auc, 0) / aucs.length;
    },
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
  });
  const heldOutRows = [...found.heldOut.values()].flat();
  const calibration = calibrate(clips, heldOutRows, options);
  const scored = heldOutRows.map(({ row, logits }) => ({
    row,
    probability: score(row, logits, calibration, options),
  }));
  const threshold = thresholdAtRecall(
    scored.map(({ row }) => y[row.clip]!),
    scored.map((s) => s.probability),
    options.recall,
  );

  const metrics: Partial<Record<Condition, ConditionMetrics>> = {};
  const heldOut = new Map<Condition, Float64Array>();
  for (const channel of new Set(scored.map(({ row }) => row.channel))) {
    const probabilities = new Float64Array(clips.length);
    for (const { row, probability } of scored) {
      if (row.channel === channel) probabilities[row.clip] = probability;
    }
    heldOut.set(channel, probabilities);
    metrics[channel] = conditionMetrics(clips, probabilities, threshold, options.seed);
  }
  const chosen = candidates[found.chosen]!;
  const head = await fitHead(clips, rows, chosen, options);
  return {
    head: headJson(head, classes),
    calibration,
    threshold,
    chosen,
    chosenByFold: found.chosenByFold.map((i) => candidates[i]!),
    metrics,
    kinds: kindMetrics(clips, heldOut, threshold),
    heldOut: heldOutPredictions(clips, heldOut.get("native")!, folds, threshold, classes),
  };
}

async function fitHead(
  clips: readonly DetectorClip[],
  rows: readonly ClipWindows[],
  learner: Learner,
  options: FitDetectorOptions,
): Promise<LearnedHead> {
  const used: { features: Float32Array; clip: DetectorClip; weight: number }[] = [];
  for (const { clip: index, channel, features, levelsDbfs } of rows) {
    if (channel === "matched") continue;
    const clip = clips[index]!;
    const loudest = Math.max(...levelsDbfs);
    const floor = Math.max(options.silenceDbfs, clip.y === 1 ? loudest - PAUSE_DB : -Infinity);
    const kept = features.filter((_, i) => levelsDbfs[i]! >= floor);
    // Each recording counts alike, however many windows it has.
    for (const one of kept) used.push({ features: one, clip, weight: 1 / kept.length });
  }
  return await learn(learner, {
    x: stackRows(used.map(({ features }) => features)),
    y: used.map(({ clip }) => clip.y),
    groups: used.map(({ clip }) => clip.group),
    classes: 2,
    sampleWeight: used.map(({ weight }) => weight),
  }, { seed: options.seed, ...(options.signal ? { signal: options.signal } : {}) });
}

function windowLogits(row: ClipWindows, head: LearnedHead, silenceDbfs: number): number[] {
  const { data } = logitsOf(head, stackRows(row.features));
  return row.levelsDbfs.map((level, i) => level < silenceDbfs ? -Infinity : data[2 * i + 1]!);
}

interface Calibration {
  readonly scale: number;
  readonly offset: number;
}

function score(
  row: ClipWindows,
  logits: readonly number[],
  { scale, offset }: Calibration,
  options: FitDetectorOptions,
): number {
  const windows = logits.map((value) => sigmoid(scale * value + offset));
  return clipProbability(windows, row.durationSeconds, {
    recording: DEFAULT_RECORDING,
    ...options,
  });
}

/**
 * Scale and offset of the window logits that give held-out recordings the least log loss, classes
 * alike. Targets are Platt's: few recordings without an error do not make a head certain.
 */
function calibrate(
  clips: readonly DetectorClip[],
  rows: readonly Scored[],
  options: FitDetectorOptions,
): Calibration {
  const positives = rows.filter(({ row }) => clips[row.clip]!.y === 1).length;
  const loss = (logScale: number, offset: number): number => {
    let sum = 0;
    for (const { row, logits } of rows) {
      const p = score(row, logits, { scale: Math.exp(logScale), offset }, options);
      const positive = clips[row.clip]!.y === 1;
      const count = positive ? positives : rows.length - positives;
      const [right, wrong] = positive ? [p, 1 - p] : [1 - p, p];
      const logOf = (value: number) => Math.log(Math.max(1e-12, value));
      sum -= ((count + 1) * logOf(right) + logOf(wrong)) / (count + 2) / count;
    }
    return sum;
  };
  const found = minimize(
    (x, gradient) => {
      const [a, b] = [x[0]!, x[1]!];
      const h = 1e-5;
      gradient[0] = (loss(a + h, b) - loss(a - h, b)) / (2 * h);
      gradient[1] = (loss(a, b + h) - loss(a, b - h)) / (2 * h);
      return loss(a, b);
    },
    new Float64Array(2),
    { gradientTolerance: 1e-5, iterationsMax: 60 },
  );
  return { scale: Math.exp(found.x[0]!), offset: found.x[1]! };
}
