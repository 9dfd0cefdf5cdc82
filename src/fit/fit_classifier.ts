/**
 * Fits a head on one vector per recording, for any labels, and evaluates it on held-out groups.
 *
 * @module
 */
import { checkNumber, checkWork } from "../check_option.ts";
import type { ClassifierJson } from "../head/classifier.ts";
import type { HeldOutPredictions } from "../metrics/evaluation.ts";
import { logLoss } from "../metrics/probability_metrics.ts";
import type { Matrix, ProgressOptions } from "../types.ts";
import { fitPriorScale, scaleProbabilities } from "./calibration/prior_scale.ts";
import { checkFolds } from "./folds.ts";
import {
  balancedProbabilities,
  headJson,
  learn,
  type LearnedHead,
  type Learner,
} from "./learner.ts";
import { nestedSearch } from "./nested_search.ts";
import { classShares, concatRows, pickRows, repeatRow, setRows, zeros } from "./rows.ts";

const SMOOTHED = { smoothing: true } as const;

/** Options of {@link fitClassifier}. */
export interface FitClassifierOptions extends ProgressOptions {
  /** Fold of each row, from 0 without gaps; a group is in one fold. */
  readonly folds: ArrayLike<number>;
  /** Settings to compare, the simplest first. */
  readonly candidates: readonly Learner[];
  /** Seed of all random choices; the same seed gives the same result. */
  readonly seed: number;
}

/** Vectors with their labels and groups. */
export interface ClassifierData {
  /** Vectors, `[rows, columns]`. */
  readonly x: Matrix;
  /** Names of the classes, in the order of the head's probabilities. */
  readonly labels: readonly string[];
  /** Class of each row, every class present. */
  readonly y: ArrayLike<number>;
  /** Group of each row; a group stays on one side of every split. */
  readonly groups: readonly string[];
  /** Augmented copies, and the row that each is a copy `of`; used for training only. */
  readonly variants?: { readonly x: Matrix; readonly of: ArrayLike<number> };
}

/** A fitted head and its predictions for held-out groups. */
export interface FittedClassifier {
  /** Head fitted on all rows; its probabilities are class-balanced. */
  readonly head: ClassifierJson;
  /** Exponent of the probabilities in `prior * p ^ scale`, fitted out of fold; 0 without skill. */
  readonly calibrationScale: number;
  /** Settings of the head. */
  readonly chosen: Learner;
  /** Settings of each fold, chosen on the other folds. */
  readonly chosenByFold: readonly Learner[];
  /**
   * Predictions for each row, in their order: calibrated on the other folds with their class
   * shares, and as class-balanced scores.
   */
  readonly heldOut: HeldOutPredictions;
}

/**
 * Fits a head of the best candidate. Nested search over the folds compares the candidates; every
 * metric comes from rows that neither the fit nor the choice of settings used.
 *
 * @throws {RangeError} when sizes disagree, a group is in two folds, a class is absent, or a fold
 *   leaves fewer than two classes to train on
 *
 * @example
 * ```ts
 * import { fitClassifier } from "@babycry/babycry/fit";
 * import { createHead } from "@babycry/babycry/heads";
 * import assert from "node:assert/strict";
 *
 * const data = Float64Array.from({ length: 24 }, (_, i) => (i % 2) * 4 + Math.sin(i));
 * const { head } = await fitClassifier({
 *   x: { data, rows: 24, columns: 1 },
 *   labels: ["tired", "hungry"],
 *   y: Array.from(data, (_, i) => i % 2),
 *   groups: Array.from(data, (_, i) => `donor ${i >> 2}`),
 * }, {
 *   folds: Array.from(data, (_, i) => (i >> 2) % 3),
 *   candidates: [{ type: "logistic_regression", C: 1 }, { type: "logistic_regression", C: 10 }],
 *   seed: 1,
 * });
 * assert.ok(createHead(head, "mine").probabilities([4])[1]! > 0.7);
 * ```
 */
export async function fitClassifier(
  data: ClassifierData,
  options: FitClassifierOptions,
): Promise<FittedClassifier> {
  const { labels, groups } = data;
  const { candidates, seed, signal, onProgress } = options;
  checkNumber("Fitting a head", "seed", seed);
  checkWork("Fitting a head", options);
  const y = checkData(data);
  const folds = checkFolds(options.folds, groups);
  const all = Int32Array.from(y.keys());
  const inFold = (fold: number) => all.filter((row) => folds[row] === fold);
  const fit = createFit(data, y, options);
  const found = await nestedSearch<Matrix>({
    folds: Math.max(...folds) + 1,
    candidates: candidates.length,
    async fit(candidate, without) {
      const rows = all.filter((row) => !without.includes(folds[row]!));
      checkRemaining(rows, y, without);
      const head = await fit(candidate, rows);
      return (fold) => balancedProbabilities(head, pickRows(data.x, inFold(fold)));
    },
    loss(scores) {
      const rows = [...scores.keys()].flatMap((fold) => [...inFold(fold)]);
      return calibratedLoss(
        concatRows([...scores.values()], labels.length),
        rows.map((r) => y[r]!),
      );
    },
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
  });
  const heldOut = heldOutPredictions(data, y, folds, found.heldOut);
  return {
    head: headJson(await fit(found.chosen, all), labels),
    calibrationScale: fitPriorScale(heldOut.score, heldOut.prior, y, SMOOTHED),
    chosen: candidates[found.chosen]!,
    chosenByFold: found.chosenByFold.map((i) => candidates[i]!),
    heldOut,
  };
}

/**
 * Checks the data.
 *
 * @throws {RangeError} when sizes disagree, or fewer than two classes have rows
 */
function checkData({ x, labels, groups, y }: ClassifierData): Int32Array {
  const rows = Int32Array.from(y);
  const absent = labels.filter((_, c) => !rows.includes(c));
  if (labels.length < 2 || absent.length > 0) {
    throw new RangeError(
      "Fitting a head: expected two or more labels with clips, received " +
        (labels.length < 2 ? `one label, ${labels}` : `no clip of ${absent[0]}`),
    );
  }
  if (rows.length !== x.rows || groups.length !== x.rows) {
    throw new RangeError(
      `Fitting a head: expected a label and a group for each of ${x.rows} rows, received ` +
        `${rows.length} labels and ${groups.length} groups`,
    );
  }
  return rows;
}

/**
 * Checks the training rows of a fold.
 *
 * @throws {RangeError} when they are of fewer than two classes
 */
function checkRemaining(rows: Int32Array, y: Int32Array, without: readonly number[]): void {
  if (new Set(Array.from(rows, (row) => y[row])).size >= 2) return;
  throw new RangeError(
    `Fitting without folds ${without.join(" and ")}: expected clips of two labels, received ` +
      `${rows.length} clips of one; use fewer folds (option folds), or more groups of each label`,
  );
}

/** Creates a function that fits a candidate on rows and their augmented copies. */
function createFit(
  { x, labels, groups, variants = { x: zeros(0, x.columns), of: [] } }: ClassifierData,
  y: Int32Array,
  { candidates, seed, signal }: FitClassifierOptions,
): (candidate: number, rows: Int32Array) => Promise<LearnedHead> {
  const copies = Int32Array.from({ length: variants.x.rows }, (_, copy) => copy);
  return (candidate, rows) => {
    const used = new Set(rows);
    const own = copies.filter((copy) => used.has(variants.of[copy]!));
    const sources = [...rows, ...Array.from(own, (copy) => variants.of[copy]!)];
    return learn(candidates[candidate]!, {
      x: concatRows([pickRows(x, rows), pickRows(variants.x, own)], x.columns),
      y: sources.map((row) => y[row]!),
      groups: sources.map((row) => groups[row]!),
      classes: labels.length,
    }, { seed, ...(signal ? { signal } : {}) });
  };
}

/** Computes the log loss after calibration with the class shares of the same rows. */
function calibratedLoss(balanced: Matrix, y: readonly number[]): number {
  const prior = repeatRow(classShares(y, balanced.columns), y.length);
  const scale = fitPriorScale(balanced, prior, y, SMOOTHED);
  return logLoss(scaleProbabilities(balanced, prior, scale), y);
}

function heldOutPredictions(
  { x, labels, groups }: ClassifierData,
  y: Int32Array,
  folds: Int32Array,
  scoresByFold: ReadonlyMap<number, Matrix>,
): HeldOutPredictions {
  const rows = [...y.keys()];
  const score = zeros(x.rows, labels.length);
  const prior = zeros(x.rows, labels.length);
  const slices = [...scoresByFold].map(([fold, scores]) => {
    const own = rows.filter((row) => folds[row] === fold);
    const others = rows.filter((row) => folds[row] !== fold);
    const shares = classShares(others.map((row) => y[row]!), labels.length);
    setRows(score, own, scores);
    setRows(prior, own, repeatRow(shares, own.length));
    return { name: String(fold), rows: own };
  });
  const probability = calibrateOutOfFold(score, prior, y, folds);
  return { labels, y, groups, probability, score, prior, slices };
}

/** Calibrates each row with a scale that was fitted on the rows of all other folds. */
function calibrateOutOfFold(
  balanced: Matrix,
  prior: Matrix,
  y: Int32Array,
  folds: Int32Array,
): Matrix {
  const out = zeros(balanced.rows, balanced.columns);
  const all = Array.from(folds.keys());
  for (const fold of new Set(folds)) {
    const others = all.filter((row) => folds[row] !== fold);
    const scale = fitPriorScale(
      pickRows(balanced, others),
      pickRows(prior, others),
      others.map((row) => y[row]!),
      SMOOTHED,
    );
    const own = all.filter((row) => folds[row] === fold);
    setRows(out, own, scaleProbabilities(pickRows(balanced, own), pickRows(prior, own), scale));
  }
  return out;
}
