/**
 * A head for how an infant feels, on vectors of whole recordings.
 *
 * @module
 */
import { type Estimate, groupBootstrap } from "../eval/group_bootstrap.ts";
import { rocAuc } from "../eval/roc.ts";
import { stratifiedGroupFolds } from "../eval/stratified_group_folds.ts";
import type { ClassifierJson } from "../head/classifier.ts";
import type { Matrix } from "../types.ts";
import { fitLogisticRegression, predictProbability } from "./logistic_regression.ts";
import { fitStandardScaler, standardize } from "./standard_scaler.ts";

/** Labels, in the order of the head's probabilities. */
export const VALENCE_CLASSES = ["distress", "positive"] as const;
const RESAMPLES = 1000;

/** Options of {@link fitValenceHead}. */
export interface ValenceHeadOptions {
  /** Grouped folds that it is measured on. */
  readonly folds: number;
  /** Inverse strength of the penalty. */
  readonly C: number;
  /** Makes folds and intervals repeatable. */
  readonly seed: number;
}

/** A head, and how it does on groups that it has not heard. */
export interface ValenceHead {
  /** Fitted on all recordings. */
  readonly head: ClassifierJson;
  /** Probability of `positive` of each recording, from a head that has not heard its group. */
  readonly heldOut: Float64Array;
  /** Of the held-out probabilities, with intervals by group. */
  readonly auc: Estimate;
}

/**
 * Standardises, fits a logistic regression with balanced classes, and measures it in grouped folds.
 *
 * @param x vectors, `[recordings, values]`
 * @param y classes as in {@link VALENCE_CLASSES}, both present
 * @param groups recordings that must stay on one side of a split
 * @throws {RangeError} when sizes disagree, or there are too few groups for the folds
 */
export function fitValenceHead(
  x: Matrix,
  y: ArrayLike<number>,
  groups: readonly string[],
  options: ValenceHeadOptions,
): ValenceHead {
  const { C, seed } = options;
  const fold = stratifiedGroupFolds(y, groups, { ...options, classes: 2 });
  const rows = Array.from({ length: x.rows }, (_, i) => i);
  const heldOut = new Float64Array(x.rows);
  for (let tested = 0; tested < options.folds; tested++) {
    const train = rows.filter((row) => fold[row] !== tested);
    const test = rows.filter((row) => fold[row] === tested);
    const { scaler, model } = fit(pick(x, train), train.map((row) => y[row]!), C);
    const { data } = predictProbability(model, standardize(pick(x, test), scaler));
    test.forEach((row, i) => heldOut[row] = data[2 * i + 1]!);
  }
  const { scaler, model } = fit(x, y, C);
  return {
    head: {
      format: "sklearn-json/1",
      n_features: x.columns,
      classes: VALENCE_CLASSES,
      steps: [{ type: "standard_scaler", mean: [...scaler.mean], scale: [...scaler.scale] }],
      classifier: {
        type: "logistic_regression",
        link: "sigmoid",
        coef: [[...model.coef.data]],
        intercept: [...model.intercept],
      },
    },
    heldOut,
    auc: groupBootstrap(
      groups,
      (drawn) => rocAuc(drawn.map((row) => y[row]!), drawn.map((row) => heldOut[row]!)),
      { resamples: RESAMPLES, seed },
    ),
  };
}

function fit(x: Matrix, y: ArrayLike<number>, C: number) {
  const scaler = fitStandardScaler(x);
  const data = { x: standardize(x, scaler), y, classes: 2 };
  return { scaler, model: fitLogisticRegression(data, { C, classWeight: "balanced" }) };
}

function pick({ data, columns }: Matrix, rows: readonly number[]): Matrix {
  const out = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => out.set(data.subarray(row * columns, (row + 1) * columns), i * columns));
  return { data: out, rows: rows.length, columns };
}
