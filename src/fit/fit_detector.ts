/**
 * Fits a detector on windows of recordings and evaluates it on held-out groups.
 *
 * @module
 */
import { checkNumber, checkWork } from "../check_option.ts";
import type { ClassifierJson } from "../head/classifier.ts";
import { sigmoid } from "../head/links.ts";
import type { HeldOutPredictions } from "../metrics/evaluation.ts";
import { rocAuc, thresholdAtRecall } from "../metrics/roc.ts";
import { DEFAULT_RECORDING } from "../models/default_rules.ts";
import type { RecordingManifest } from "../models/rules_manifest.ts";
import { clipProbability } from "../prediction/cry/cry_prediction.ts";
import type { ProgressOptions } from "../types.ts";
import type { Condition } from "./augmentation.ts";
import {
  type ConditionMetrics,
  conditionMetrics,
  type DetectorClip,
  heldOutPredictions,
  type KindMetrics,
  kindMetrics,
} from "./detector_metrics.ts";
import { checkFolds } from "./folds.ts";
import { minimize } from "./lbfgs.ts";
import { headJson, learn, type LearnedHead, type Learner, logitsOf } from "./learner.ts";
import { nestedSearch } from "./nested_search.ts";
import { stackRows } from "./rows.ts";

/** Distance in dB from the loudest window at which a window of a positive recording is a pause. */
const PAUSE_DB = 20;
const UNCALIBRATED: Calibration = { scale: 1, offset: 0 };

/** Windows of one recording in one condition. */
export interface ClipWindows {
  /** Index of the recording. */
  readonly clip: number;
  /**
   * Condition of the recording; `matched` is used for evaluation only, `augmented` for training
   * only.
   */
  readonly condition: Condition;
  /** Length of the recording in that condition, in seconds. */
  readonly durationSeconds: number;
  /** Features, `[windows][features]`. */
  readonly features: readonly Float32Array[];
  /** Level of each window, dB re full scale. */
  readonly levelsDbfs: readonly number[];
}

/** Options of {@link fitDetector}. */
export interface FitDetectorOptions extends ProgressOptions {
  /** Names of the negative and the positive class. */
  readonly classes: readonly [negative: string, positive: string];
  /** Fold of each recording, from 0 without gaps; a group is in one fold. */
  readonly folds: ArrayLike<number>;
  /** Settings to compare, the simplest first. */
  readonly candidates: readonly Learner[];
  /** Length of a window in seconds, above 0. */
  readonly windowSeconds: number;
  /** Time from one window to the next in seconds, above 0. */
  readonly hopSeconds: number;
  /** Rule that combines windows to a recording. Default: the rule of `cry-detect`. */
  readonly recording?: RecordingManifest;
  /** Level, dB re full scale, below which a window is not used for training and never positive. */
  readonly silenceDbfs: number;
  /** Share of the held-out positives with a probability at or above the threshold, 0 to 1. */
  readonly recall: number;
  /** Seed of all random choices; the same seed gives the same result. */
  readonly seed: number;
}

/** A fitted detector. */
export interface FittedDetector {
  /** Head that scales and scores a window. */
  readonly head: ClassifierJson;
  /** Class-balanced probability of a window: `sigmoid(scale * logit + offset)`. */
  readonly calibration: { readonly scale: number; readonly offset: number };
  /** Probability from which a recording is positive. */
  readonly threshold: number;
  /** Settings of the head. */
  readonly chosen: Learner;
  /** Settings of each fold, chosen on the other folds. */
  readonly chosenByFold: readonly Learner[];
  /** Metrics by condition, for the conditions that were evaluated. */
  readonly metrics: Readonly<Partial<Record<Condition, ConditionMetrics>>>;
  /** Metrics by kind, for recordings that have one, by descending positive share. */
  readonly kinds: readonly KindMetrics[];
  /** Predictions for each unchanged recording, in their order. */
  readonly heldOut: HeldOutPredictions;
}

type Calibration = FittedDetector["calibration"];

/** Logits of the windows of a recording. */
interface ScoredWindows {
  readonly row: ClipWindows;
  readonly logits: readonly number[];
}

/**
 * Fits a head on windows and evaluates it by recording. Nested search over the folds compares the
 * candidates. Threshold and calibration are fitted on held-out scores, the final head on all
 * windows.
 *
 * @param rows windows of the recordings in each condition
 * @throws {RangeError} when a class has no recordings, a group is in two folds, or there are too
 *   few folds
 */
export async function fitDetector(
  clips: readonly DetectorClip[],
  rows: readonly ClipWindows[],
  options: FitDetectorOptions,
): Promise<FittedDetector> {
  const { candidates, classes, signal, onProgress } = options;
  checkOptions(options);
  checkClasses(clips, classes[1]);
  const folds = checkFolds(options.folds, clips.map((clip) => clip.group));
  const found = await nestedSearch<readonly ScoredWindows[]>({
    folds: Math.max(...folds) + 1,
    candidates: candidates.length,
    async fit(candidate, without) {
      const used = rows.filter((row) => !without.includes(folds[row.clip]!));
      checkRemaining(clips, used, without);
      const head = await fitHead(clips, used, candidates[candidate]!, options);
      return (fold) =>
        rows.filter((row) => folds[row.clip] === fold && row.condition !== "augmented")
          .map((row) => ({ row, logits: windowLogits(row, head, options.silenceDbfs) }));
    },
    loss: (scores) => rankingLoss(clips, [...scores.values()].flat(), options),
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
  });
  const heldOut = [...found.heldOut.values()].flat();
  const calibration = calibrate(clips, heldOut, options);
  const { probabilities, threshold } = operate(clips, heldOut, calibration, options);
  const chosen = candidates[found.chosen]!;
  return {
    head: headJson(await fitHead(clips, rows, chosen, options), classes),
    calibration,
    threshold,
    chosen,
    chosenByFold: found.chosenByFold.map((i) => candidates[i]!),
    metrics: Object.fromEntries([...probabilities].map(([condition, p]) => [
      condition,
      conditionMetrics(clips, p, threshold, options.seed),
    ])),
    kinds: kindMetrics(clips, probabilities, threshold),
    heldOut: heldOutPredictions(clips, probabilities.get("native")!, folds, threshold, classes),
  };
}

/** Checks options. @throws {TypeError | RangeError} when one has another type or is out of range */
function checkOptions(options: FitDetectorOptions): void {
  const action = "Fitting a detector";
  checkNumber(action, "windowSeconds", options.windowSeconds, { above: 0 });
  checkNumber(action, "hopSeconds", options.hopSeconds, { above: 0 });
  checkNumber(action, "silenceDbfs", options.silenceDbfs);
  checkNumber(action, "recall", options.recall, { above: 0, max: 1 });
  checkNumber(action, "seed", options.seed);
  checkWork(action, options);
}

/** Checks the recordings. @throws {RangeError} when all are of one class */
function checkClasses(clips: readonly DetectorClip[], positive: string): void {
  const positives = clips.filter(({ y }) => y === 1).length;
  if (positives > 0 && positives < clips.length) return;
  throw new RangeError(
    `Fitting a detector: expected recordings with and without ${positive}, received ${positives} ` +
      `of ${clips.length} with it`,
  );
}

/** Checks the training rows of a fold. @throws {RangeError} when all are of one class */
function checkRemaining(
  clips: readonly DetectorClip[],
  rows: readonly ClipWindows[],
  without: readonly number[],
): void {
  if (new Set(rows.map((row) => clips[row.clip]!.y)).size >= 2) return;
  throw new RangeError(
    `Fitting without folds ${
      without.join(" and ")
    }: expected recordings of both classes, received ` +
      "one class; use fewer folds (option folds), or more groups of each class",
  );
}

async function fitHead(
  clips: readonly DetectorClip[],
  rows: readonly ClipWindows[],
  learner: Learner,
  options: FitDetectorOptions,
): Promise<LearnedHead> {
  const used: { features: Float32Array; clip: DetectorClip; weight: number }[] = [];
  for (const { clip: index, condition, features, levelsDbfs } of rows) {
    if (condition === "matched") continue;
    const clip = clips[index]!;
    const loudest = Math.max(...levelsDbfs);
    const floor = Math.max(options.silenceDbfs, clip.y === 1 ? loudest - PAUSE_DB : -Infinity);
    const kept = features.filter((_, i) => levelsDbfs[i]! >= floor);
    // Each recording has the same weight, however many windows it has.
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

function probabilityOf(
  { row, logits }: ScoredWindows,
  { scale, offset }: Calibration,
  options: FitDetectorOptions,
): number {
  const windows = logits.map((value) => sigmoid(scale * value + offset));
  const rule = { recording: DEFAULT_RECORDING, ...options };
  return clipProbability(windows, row.durationSeconds, rule);
}

/** Computes 1 minus the ROC-AUC, the mean over the conditions. */
function rankingLoss(
  clips: readonly DetectorClip[],
  scored: readonly ScoredWindows[],
  options: FitDetectorOptions,
): number {
  const conditions = [...new Set(scored.map(({ row }) => row.condition))];
  const aucs = conditions.map((condition) => {
    const own = scored.filter(({ row }) => row.condition === condition);
    const p = own.map((one) => probabilityOf(one, UNCALIBRATED, options));
    return rocAuc(own.map(({ row }) => clips[row.clip]!.y), p);
  });
  return 1 - aucs.reduce((sum, auc) => sum + auc, 0) / aucs.length;
}

/**
 * Fits the scale and offset of the window logits that give held-out recordings the least
 * class-balanced log loss. Targets are Platt's, so that a few recordings without an error do not
 * make a head certain.
 */
function calibrate(
  clips: readonly DetectorClip[],
  scored: readonly ScoredWindows[],
  options: FitDetectorOptions,
): Calibration {
  const positives = scored.filter(({ row }) => clips[row.clip]!.y === 1).length;
  const loss = (logScale: number, offset: number): number => {
    let sum = 0;
    for (const one of scored) {
      const p = probabilityOf(one, { scale: Math.exp(logScale), offset }, options);
      const positive = clips[one.row.clip]!.y === 1;
      const count = positive ? positives : scored.length - positives;
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

/** Computes the probabilities of the recordings by condition, and the threshold with the recall. */
function operate(
  clips: readonly DetectorClip[],
  scored: readonly ScoredWindows[],
  calibration: Calibration,
  options: FitDetectorOptions,
): {
  readonly probabilities: ReadonlyMap<Condition, Float64Array>;
  readonly threshold: number;
} {
  const all = scored.map((one) => probabilityOf(one, calibration, options));
  const y = scored.map(({ row }) => clips[row.clip]!.y);
  const probabilities = new Map<Condition, Float64Array>();
  scored.forEach(({ row: { clip, condition } }, i) => {
    const own = probabilities.get(condition) ?? new Float64Array(clips.length);
    own[clip] = all[i]!;
    probabilities.set(condition, own);
  });
  return { probabilities, threshold: thresholdAtRecall(y, all, options.recall) };
}
