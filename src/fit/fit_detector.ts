/**
 * Fits a detector on windows of recordings and measures it on groups that it has not heard.
 *
 * @module
 */
import { type Estimate, groupBootstrap } from "../eval/group_bootstrap.ts";
import { rocAuc, shareAtLeast, thresholdAtRecall } from "../eval/roc.ts";
import type { FrontEnd } from "../features/front_ends.ts";
import type { ClassifierJson } from "../head/classifier.ts";
import { sigmoid } from "../head/links.ts";
import { clipProbability } from "../prediction/cry_prediction.ts";
import type { LongWorkOptions, Matrix } from "../types.ts";
import type { Channel, ClipWindows } from "./detector_windows.ts";
import { minimize } from "./lbfgs.ts";
import { fitLogisticRegression } from "./logistic_regression.ts";
import { fitStandardScaler, standardize } from "./standard_scaler.ts";
import type { TrainingClip } from "./training_clip.ts";

/** Windows of a positive recording this far under its loudest are pauses, not examples. */
const PAUSE_DB = 20;
const RESAMPLES = 1000;

/** Options of {@link fitDetector}. */
export interface DetectorOptions extends LongWorkOptions {
  /** Whose features the windows hold. */
  readonly frontEnd: FrontEnd;
  /** Names of the two classes. */
  readonly classes: readonly [negative: string, positive: string];
  /** Fold of each recording, 0 and up; no group in two. */
  readonly folds: ArrayLike<number>;
  /** Length of a window, above 0. */
  readonly windowSeconds: number;
  /** From one window to the next, above 0. */
  readonly hopSeconds: number;
  /** Windows quieter than this, dB re full scale, are not learned from and never positive. */
  readonly silenceDbfs: number;
  /** Inverse strength of the penalty, per row; see {@link fitLogisticRegression}. */
  readonly C: number;
  /** Share of all held-out positives that the threshold lets pass. */
  readonly recall: number;
  /** Makes the bootstrap repeatable. */
  readonly seed: number;
}

/** How well recordings of held-out groups were told apart in one channel. */
export interface ChannelFigures {
  /** Area under the ROC curve, 0 to 1. */
  readonly auc: Estimate;
  /** At the threshold. */
  readonly recall: Estimate;
  /** Share of negatives that pass, at the threshold. */
  readonly falsePositiveRate: Estimate;
}

/** What of one kind of recording the threshold lets pass, held out. */
export interface KindFigures {
  /** As the training manifest spells it. */
  readonly kind: string;
  /** How many there are of it. */
  readonly recordings: number;
  /** Share called positive in each channel. */
  readonly passed: Readonly<Partial<Record<Channel, number>>>;
}

/** A fitted detector. */
export interface Detector {
  /** Scales and scores a window. */
  readonly head: ClassifierJson;
  /** Probability of a window: `sigmoid(scale * logit + offset)`. */
  readonly calibration: { readonly scale: number; readonly offset: number };
  /** A recording with at least this probability is positive. */
  readonly threshold: number;
  /** Figures by channel, for the channels that were heard. */
  readonly figures: Readonly<Partial<Record<Channel, ChannelFigures>>>;
  /** By kind, where recordings have one; most often passed first. */
  readonly kinds: readonly KindFigures[];
}

/**
 * Standardised logistic regression on windows, scored by clip. Threshold and calibration come from
 * held-out scores; the head itself is fitted on everything at the end.
 *
 * @param rows windows of the recordings in the channels that are there
 */
export function fitDetector(
  clips: readonly TrainingClip[],
  rows: readonly ClipWindows[],
  options: DetectorOptions,
): Detector {
  const { folds, signal, onProgress } = options;
  const foldCount = Math.max(...Array.from(folds)) + 1;
  const heldOutRows: { row: ClipWindows; logits: number[] }[] = [];
  for (let fold = 0; fold < foldCount; fold++) {
    signal?.throwIfAborted();
    const head = fitHead(clips, rows.filter((row) => folds[row.clip] !== fold), options);
    for (const row of rows) {
      if (folds[row.clip] !== fold || row.channel === "augmented") continue;
      heldOutRows.push({ row, logits: windowLogits(row, head, options.silenceDbfs) });
    }
    onProgress?.({ done: fold + 1, total: foldCount + 1 });
  }
  const calibration = calibrate(clips, heldOutRows, options);
  const scored = heldOutRows.map(({ row, logits }) => ({
    row,
    probability: score(row, logits, calibration, options),
  }));
  const y = scored.map(({ row }) => clips[row.clip]!.y);
  const threshold = thresholdAtRecall(y, scored.map((s) => s.probability), options.recall);

  const figures: Partial<Record<Channel, ChannelFigures>> = {};
  const heldOut = new Map<Channel, Float64Array>();
  for (const channel of new Set(scored.map(({ row }) => row.channel))) {
    const probabilities = new Float64Array(clips.length);
    for (const { row, probability } of scored) {
      if (row.channel === channel) probabilities[row.clip] = probability;
    }
    heldOut.set(channel, probabilities);
    figures[channel] = channelFigures(clips, probabilities, threshold, options.seed);
  }
  const head = fitHead(clips, rows, options);
  onProgress?.({ done: foldCount + 1, total: foldCount + 1 });
  const kinds = kindFigures(clips, heldOut, threshold);
  return { head: toJson(head, options), calibration, threshold, figures, kinds };
}

interface LinearHead {
  readonly mean: Float64Array;
  readonly scale: Float64Array;
  readonly coef: Float64Array;
  readonly intercept: number;
}

function fitHead(
  clips: readonly TrainingClip[],
  rows: readonly ClipWindows[],
  options: DetectorOptions,
): LinearHead {
  const used: { features: Float32Array; y: number; weight: number }[] = [];
  for (const { clip, channel, features, levelsDbfs } of rows) {
    if (channel === "matched") continue;
    const y = clips[clip]!.y;
    const loudest = Math.max(...levelsDbfs);
    const floor = Math.max(options.silenceDbfs, y === 1 ? loudest - PAUSE_DB : -Infinity);
    const kept = features.filter((_, i) => levelsDbfs[i]! >= floor);
    // Each recording counts alike, however many windows it has.
    for (const one of kept) used.push({ features: one, y, weight: 1 / kept.length });
  }
  const columns = options.frontEnd.featureNames.length;
  const x: Matrix = {
    data: new Float64Array(used.length * columns),
    rows: used.length,
    columns,
  };
  used.forEach(({ features }, r) => x.data.set(features, r * columns));
  const scaler = fitStandardScaler(x);
  const { coef, intercept } = fitLogisticRegression(
    { x: standardize(x, scaler), y: used.map((row) => row.y), classes: 2 },
    { C: options.C, classWeight: "balanced", sampleWeight: used.map((row) => row.weight) },
  );
  return { ...scaler, coef: coef.data, intercept: intercept[0]! };
}

function windowLogits(row: ClipWindows, head: LinearHead, silenceDbfs: number): number[] {
  return row.features.map((features, i) => {
    if (row.levelsDbfs[i]! < silenceDbfs) return -Infinity;
    let sum = head.intercept;
    for (let c = 0; c < features.length; c++) {
      sum += head.coef[c]! * (features[c]! - head.mean[c]!) / head.scale[c]!;
    }
    return sum;
  });
}

interface Calibration {
  readonly scale: number;
  readonly offset: number;
}

function score(
  row: ClipWindows,
  logits: readonly number[],
  { scale, offset }: Calibration,
  options: DetectorOptions,
): number {
  const windows = logits.map((value) => sigmoid(scale * value + offset));
  return clipProbability(windows, row.durationSeconds, options);
}

/** Scale and offset of the window logits that give held-out recordings the least log loss, classes alike. */
function calibrate(
  clips: readonly TrainingClip[],
  rows: readonly { row: ClipWindows; logits: number[] }[],
  options: DetectorOptions,
): Calibration {
  const positives = rows.filter(({ row }) => clips[row.clip]!.y === 1).length;
  const loss = (logScale: number, offset: number): number => {
    let sum = 0;
    for (const { row, logits } of rows) {
      const p = score(row, logits, { scale: Math.exp(logScale), offset }, options);
      const positive = clips[row.clip]!.y === 1;
      const right = Math.max(1e-12, positive ? p : 1 - p);
      sum -= Math.log(right) / (positive ? positives : rows.length - positives);
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

function channelFigures(
  clips: readonly TrainingClip[],
  probabilities: Float64Array,
  threshold: number,
  seed: number,
): ChannelFigures {
  const groups = clips.map((clip) => clip.group);
  const estimate = (statistic: (y: number[], p: number[]) => number): Estimate =>
    groupBootstrap(
      groups,
      (rows) => statistic(rows.map((r) => clips[r]!.y), rows.map((r) => probabilities[r]!)),
      { resamples: RESAMPLES, seed },
    );
  return {
    auc: estimate(rocAuc),
    recall: estimate((y, p) => shareAtLeast(y, p, 1, threshold)),
    falsePositiveRate: estimate((y, p) => shareAtLeast(y, p, 0, threshold)),
  };
}

function kindFigures(
  clips: readonly TrainingClip[],
  heldOut: ReadonlyMap<Channel, Float64Array>,
  threshold: number,
): KindFigures[] {
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

/** Seven digits are what float32 features can carry. */
function toJson(head: LinearHead, options: DetectorOptions): ClassifierJson {
  const round = (values: Float64Array) => Array.from(values, (v) => Number(v.toPrecision(7)));
  return {
    format: "sklearn-json/1",
    n_features: head.coef.length,
    classes: options.classes,
    steps: [{ type: "standard_scaler", mean: round(head.mean), scale: round(head.scale) }],
    classifier: {
      type: "logistic_regression",
      coef: [round(head.coef)],
      intercept: [head.intercept],
      link: "sigmoid",
    },
  };
}
