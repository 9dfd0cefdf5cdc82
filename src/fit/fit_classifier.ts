/**
 * A head on vectors of whole recordings, for any labels, measured on groups that it has not heard.
 *
 * @module
 */
import type { HeldOutPredictions } from "./held_out_predictions.ts";
import { logLoss } from "../metrics/probability_metrics.ts";
import { checkNumber, checkWork } from "../check_option.ts";
import type { ClassifierJson } from "../head/classifier.ts";
import type { Matrix, ProgressOptions } from "../types.ts";
import { pickRows, zeros } from "./rows.ts";
import { scaleProbabilities } from "./calibration/prior_scale.ts";
import { balancedProbabilities, headJson, learn, type Learner } from "./learner.ts";
import { nestedSearch } from "./nested_search.ts";

const PROBABILITY_MIN = 1e-12;
const SCALE_MAX = 16;
/** Thirds of the range are cut off this often: what is left is 1e-3 wide. */
const SCALE_TURNS = 24;

/** Options of {@link fitClassifier}. */
export interface FitClassifierOptions extends ProgressOptions {
  /** Fold of each row, 0 and up; no group in two. */
  readonly folds: ArrayLike<number>;
  /** Settings to choose from, the simplest first. */
  readonly candidates: readonly Learner[];
  /** Makes it repeatable. */
  readonly seed: number;
}

/** A fitted head, and what it says of groups that it has not heard. */
export interface FittedClassifier {
  /** Fitted on all rows; its probabilities take classes for alike. */
  readonly head: ClassifierJson;
  /** Exponent of its probabilities beside a prior, fitted out of fold; 0 where they say nothing. */
  readonly calibrationScale: number;
  /** The settings of the head. */
  readonly chosen: Learner;
  /** The settings of each fold, chosen without it. */
  readonly chosenByFold: readonly Learner[];
  /**
   * What was said of each row, in their order: calibrated on the other folds and with their class
   * shares, and as scores with classes alike.
   */
  readonly heldOut: HeldOutPredictions;
}

/**
 * Fits a head of the best candidate. Candidates are compared by nested search over the folds; every
 * figure comes from rows that neither the fit nor the choice has heard.
 *
 * @param data.x vectors, `[rows, columns]`
 * @param data.labels of the classes, in the order of the head's probabilities
 * @param data.y class of each row, every class present
 * @param data.groups rows that must stay on one side of a split
 * @param data.variants changed copies of rows: learned from along with the row that they are `of`,
 *   never judged
 * @throws {RangeError} when sizes disagree, a group is in two folds, a class is absent, or a fold
 *   leaves fewer than two classes to learn from
 *
 * @example
 * ```ts
 * import { fitClassifier } from "@babycry/babycry/fit";
 * import { createHead } from "@babycry/babycry";
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
  data: {
    readonly x: Matrix;
    readonly labels: readonly string[];
    readonly y: ArrayLike<number>;
    readonly groups: readonly string[];
    readonly variants?: { readonly x: Matrix; readonly of: ArrayLike<number> };
  },
  options: FitClassifierOptions,
): Promise<FittedClassifier> {
  const { x, labels, groups } = data;
  const { candidates, seed, signal, onProgress } = options;
  checkNumber("Fitting a head", "seed", seed);
  checkWork("Fitting a head", options);
  const y = Int32Array.from(data.y);
  const classes = labels.length;
  const folds = checkFolds(options.folds, groups);
  const counts = labels.map((_, c) => y.reduce((n, label) => n + Number(label === c), 0));
  const empty = counts.indexOf(0);
  if (classes < 2 || empty >= 0) {
    throw new RangeError(
      `Fitting a head: ${classes < 2 ? `one label, ${labels}` : `no clip of ${labels[empty]}`} ` +
        "came, wanted clips of two labels or more",
    );
  }
  if (y.length !== x.rows || groups.length !== x.rows) {
    throw new RangeError(
      `Fitting a head: ${x.rows} rows, ${y.length} labels and ${groups.length} groups came`,
    );
  }
  const all = Int32Array.from({ length: x.rows }, (_, row) => row);
  const inFold = (fold: number) => all.filter((row) => folds[row] === fold);
  const { variants = { x: zeros(0, x.columns), of: [] } } = data;
  const copies = Int32Array.from({ length: variants.x.rows }, (_, copy) => copy);
  const fit = (candidate: number, rows: Int32Array) => {
    const heard = new Set(rows);
    const used = copies.filter((copy) => heard.has(variants.of[copy]!));
    const sources = [...rows, ...Array.from(used, (copy) => variants.of[copy]!)];
    return learn(candidates[candidate]!, {
      x: stack([pickRows(x, rows), pickRows(variants.x, used)], x.columns),
      y: sources.map((row) => y[row]!),
      groups: sources.map((row) => groups[row]!),
      classes,
    }, { seed, ...(signal ? { signal } : {}) });
  };

  const found = await nestedSearch<Matrix>({
    folds: Math.max(...folds) + 1,
    candidates: candidates.length,
    async fit(candidate, without) {
      const rows = all.filter((row) => !without.includes(folds[row]!));
      if (new Set(Array.from(rows, (row) => y[row])).size < 2) {
        throw new RangeError(
          `Fitting without folds ${without.join(" and ")}: one label is left in ${rows.length} ` +
            "clips, wanted two; take fewer folds, or more groups of each label",
        );
      }
      const head = await fit(candidate, rows);
      return (fold) => balancedProbabilities(head, pickRows(x, inFold(fold)));
    },
    loss(scores) {
      const own = [...scores.keys()].flatMap((fold) => [...inFold(fold)]);
      const labelled = own.map((row) => y[row]!);
      const alike = stack([...scores.values()], classes);
      const prior = priorRows(shares(labelled, classes), own.length);
      const scale = fitSmoothedScale(alike, prior, labelled);
      return logLoss(scaleProbabilities(alike, prior, scale), labelled);
    },
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
  });

  const score = zeros(x.rows, classes);
  const prior = zeros(x.rows, classes);
  for (const [fold, said] of found.heldOut) {
    const known = shares(
      Array.from(all.filter((row) => folds[row] !== fold), (row) => y[row]!),
      classes,
    );
    inFold(fold).forEach((row, i) => {
      score.data.set(said.data.subarray(i * classes, (i + 1) * classes), row * classes);
      prior.data.set(known, row * classes);
    });
  }
  return {
    head: headJson(await fit(found.chosen, all), labels),
    calibrationScale: fitSmoothedScale(score, prior, y),
    chosen: candidates[found.chosen]!,
    chosenByFold: found.chosenByFold.map((i) => candidates[i]!),
    heldOut: {
      labels,
      y,
      groups,
      probability: outOfFold(score, prior, y, folds),
      score,
      prior,
      slices: [...found.heldOut.keys()].map((fold) => ({
        name: String(fold),
        rows: Array.from(inFold(fold)),
      })),
    },
  };
}

/** @throws {RangeError} when a group is in two folds, or a number is left out */
export function checkFolds(folds: ArrayLike<number>, groups: readonly string[]): Int32Array {
  const foldOf = new Map<string, number>();
  groups.forEach((group, row) => {
    const fold = foldOf.get(group) ?? folds[row]!;
    if (fold !== folds[row]) {
      throw new RangeError(
        `Fitting in folds: group ${group} is in folds ${fold} and ${folds[row]}, wanted one`,
      );
    }
    foldOf.set(group, fold);
  });
  const numbers = Int32Array.from(folds);
  const count = Math.max(...numbers) + 1;
  const used = new Set(numbers);
  if (used.size !== count || numbers.length !== groups.length) {
    throw new RangeError(
      `Fitting in folds: ${used.size} of ${count} folds have rows, wanted all of them`,
    );
  }
  return numbers;
}

/** Each row with a scale that was fitted on the rows of all other folds. */
function outOfFold(alike: Matrix, prior: Matrix, y: Int32Array, folds: Int32Array): Matrix {
  const out = zeros(alike.rows, alike.columns);
  const all = Array.from(folds.keys());
  for (const fold of new Set(folds)) {
    const others = all.filter((row) => folds[row] !== fold);
    const scale = fitSmoothedScale(
      pickRows(alike, others),
      pickRows(prior, others),
      others.map((row) => y[row]!),
    );
    const own = all.filter((row) => folds[row] === fold);
    const p = scaleProbabilities(pickRows(alike, own), pickRows(prior, own), scale);
    own.forEach((row, i) =>
      out.data.set(p.data.subarray(i * p.columns, (i + 1) * p.columns), row * p.columns)
    );
  }
  return out;
}

/**
 * The scale of a calibration. A row counts a little for the other classes, too, by their prior: few
 * recordings without an error do not make a head certain. For two classes these are Platt's targets.
 */
function fitSmoothedScale(alike: Matrix, prior: Matrix, y: ArrayLike<number>): number {
  const { rows, columns } = alike;
  const counts = shares(y, columns).map((share) => share * rows);
  const loss = (scale: number): number => {
    const { data } = scaleProbabilities(alike, prior, scale);
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const label = y[row]!;
      const doubt = 1 / (counts[label]! + 2);
      const rest = 1 - prior.data[row * columns + label]!;
      for (let at = row * columns, c = 0; c < columns; at++, c++) {
        const target = c === label ? 1 - doubt : doubt * prior.data[at]! / rest;
        if (target > 0) sum -= target * Math.log(Math.max(PROBABILITY_MIN, data[at]!));
      }
    }
    return sum;
  };
  let [low, high] = [0, SCALE_MAX];
  for (let i = 0; i < SCALE_TURNS; i++) {
    const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
    if (loss(a) <= loss(b)) high = b;
    else low = a;
  }
  return low;
}

/** Shares of the classes. */
function shares(y: ArrayLike<number>, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (let i = 0; i < y.length; i++) counts[y[i]!]! += 1 / y.length;
  return counts;
}

function priorRows(prior: Float64Array, rows: number): Matrix {
  const out = zeros(rows, prior.length);
  for (let row = 0; row < rows; row++) out.data.set(prior, row * prior.length);
  return out;
}

function stack(parts: readonly Matrix[], columns: number): Matrix {
  const out = zeros(parts.reduce((sum, { rows }) => sum + rows, 0), columns);
  let at = 0;
  for (const { data } of parts) {
    out.data.set(data, at);
    at += data.length;
  }
  return out;
}
