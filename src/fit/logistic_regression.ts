/**
 * L2-regularized logistic regression, binary and multinomial.
 *
 * @module
 */
import { checkNumber, checkType } from "../check_option.ts";
import { sigmoid, softmaxInPlace } from "../head/links.ts";
import type { Matrix } from "../types.ts";
import { withLinearRows } from "./_linear_rows.ts";
import { checkFinite, rowWeights } from "./_row_weights.ts";
import { minimize } from "./lbfgs.ts";

const ACTION = "Fitting logistic regression";

/** Options of {@link fitLogisticRegression}, named as in scikit-learn. */
export interface LogisticRegressionOptions {
  /** Inverse strength of the penalty, above 0. Default 1. */
  readonly C?: number;
  /** `balanced` weights a class by `n / (k * n_class)`. Default null: equal weights. */
  readonly classWeight?: "balanced" | null;
  /** Whether to fit an intercept, which has no penalty. Default true. */
  readonly fitIntercept?: boolean;
  /** Weight of each row, `[rows]`; multiplies the class weight. Default all 1. */
  readonly sampleWeight?: ArrayLike<number>;
  /**
   * Largest entry of the gradient of the mean loss at which to stop. Default 1e-10; scikit-learn:
   * 1e-4.
   */
  readonly tolerance?: number;
}

/** A fitted linear classifier. */
export interface LogisticRegression {
  /** Coefficients, `[1 or classes, columns]`; a single row scores class 1. */
  readonly coef: Matrix;
  /** Intercepts, `[1 or classes]`; several sum to 0. */
  readonly intercept: Float64Array;
  /** Number of classes, at least 2. */
  readonly classes: number;
  /** Number of steps of L-BFGS. */
  readonly iterations: number;
}

/**
 * Minimizes `C * sum(w_i * loss_i) + sum(coef^2) / 2` by L-BFGS to convergence.
 *
 * @param data.x `[rows, columns]`, standardized for good conditioning
 * @param data.y class of each row, 0 to `classes - 1`, every class present
 * @throws {RangeError} when sizes disagree, a class is absent or `C` is not above 0
 * @throws {TypeError} when a value of `x` is not finite
 * @see sklearn.linear_model.LogisticRegression 1.9, solver lbfgs
 *
 * @example
 * ```ts
 * import { fitLogisticRegression, predictProbability } from "@babycry/babycry/fit";
 * import assert from "node:assert/strict";
 *
 * const x = { data: Float64Array.of(-2, -1, 1, 2), rows: 4, columns: 1 };
 * const model = fitLogisticRegression({ x, y: [0, 0, 1, 1], classes: 2 }, { C: 1 });
 * const { data } = predictProbability(model, x);
 * assert.ok(data[1]! < 0.2 && data[7]! > 0.8);
 * ```
 */
export function fitLogisticRegression(
  data: { readonly x: Matrix; readonly y: ArrayLike<number>; readonly classes: number },
  options: LogisticRegressionOptions = {},
): LogisticRegression {
  const { x, y, classes } = data;
  const { C = 1, fitIntercept = true, tolerance = 1e-10 } = options;
  const { rows, columns } = x;
  checkNumber(ACTION, "C", C, { above: 0 });
  checkNumber(ACTION, "tolerance", tolerance, { min: 0 });
  checkType(ACTION, "fitIntercept", fitIntercept, "boolean");
  if (y.length !== rows) {
    throw new RangeError(`${ACTION}: expected ${rows} labels, one per row, received ${y.length}`);
  }
  const weights = rowWeights(ACTION, data, options);
  const outputs = classes === 2 ? 1 : classes;
  const stride = columns + 1;
  const errorsInto = outputs === 1 ? binaryErrors : multinomialErrors;

  // Dividing by C * rows keeps the optimum, and the gradient near unit size for any dataset.
  const unit = 1 / (C * rows);
  for (let r = 0; r < rows; r++) weights[r]! /= rows;
  const found = withLinearRows(x, outputs, (linear) =>
    minimize(
      (parameters, gradient) => {
        let loss = 0;
        linear.pass(parameters, gradient, (scores, first, count) => {
          loss += errorsInto(scores, y, weights, first, count, outputs);
        });
        let penalty = 0;
        for (let k = 0; k < outputs; k++) {
          for (let at = k * stride; at < k * stride + columns; at++) {
            penalty += parameters[at]! ** 2;
            gradient[at]! += unit * parameters[at]!;
          }
          if (!fitIntercept) gradient[k * stride + columns] = 0;
        }
        return loss + unit * penalty / 2;
      },
      new Float64Array(outputs * stride),
      { gradientTolerance: tolerance, iterationsMax: 20_000 },
    ));
  // A value that is not finite makes every loss NaN.
  if (Number.isNaN(found.value)) checkFinite(ACTION, x.data);
  const coef = new Float64Array(outputs * columns);
  const intercept = new Float64Array(outputs);
  for (let k = 0; k < outputs; k++) {
    coef.set(found.x.subarray(k * stride, k * stride + columns), k * columns);
    intercept[k] = found.x[k * stride + columns]!;
  }
  if (outputs > 1) {
    const mean = intercept.reduce((sum, value) => sum + value, 0) / outputs;
    for (let k = 0; k < outputs; k++) intercept[k]! -= mean;
  }
  return {
    coef: { data: coef, rows: outputs, columns },
    intercept,
    classes,
    iterations: found.iterations,
  };
}

/** Computes the class probabilities of rows. @returns `[rows, classes]`, rows sum to 1 */
export function predictProbability(model: LogisticRegression, x: Matrix): Matrix {
  const { coef, intercept, classes } = model;
  if (x.columns !== coef.columns) {
    throw new RangeError(`Predicting: expected ${coef.columns} columns, received ${x.columns}`);
  }
  const data = new Float64Array(x.rows * classes);
  for (let r = 0; r < x.rows; r++) {
    const scores = intercept.slice();
    for (let k = 0; k < coef.rows; k++) {
      for (let c = 0; c < x.columns; c++) {
        scores[k]! += coef.data[k * x.columns + c]! * x.data[r * x.columns + c]!;
      }
    }
    if (classes === 2) {
      const p = sigmoid(scores[0]!);
      data.set([1 - p, p], r * 2);
    } else data.set(softmaxInPlace(scores), r * classes);
  }
  return { data, rows: x.rows, columns: classes };
}

/** Replaces scores of rows by the gradient of their weighted loss. @returns that loss */
function binaryErrors(
  scores: Float64Array,
  y: ArrayLike<number>,
  weights: Float64Array,
  first: number,
  rows: number,
): number {
  let loss = 0;
  for (let r = 0; r < rows; r++) {
    const positive = y[first + r] === 1;
    const weight = weights[first + r]!;
    const margin = positive ? scores[r]! : -scores[r]!;
    const e = Math.exp(-Math.abs(margin));
    // In a sum of many terms, log(1 + e) has enough digits.
    loss += weight * (Math.log(1 + e) + (margin > 0 ? 0 : -margin));
    const wrong = weight * (margin > 0 ? e : 1) / (1 + e);
    scores[r] = positive ? -wrong : wrong;
  }
  return loss;
}

function multinomialErrors(
  scores: Float64Array,
  y: ArrayLike<number>,
  weights: Float64Array,
  first: number,
  rows: number,
  outputs: number,
): number {
  let loss = 0;
  for (let r = 0, start = 0; r < rows; r++, start += outputs) {
    const end = start + outputs;
    const weight = weights[first + r]!;
    const own = start + y[first + r]!;
    let max = -Infinity;
    for (let at = start; at < end; at++) {
      if (scores[at]! > max) max = scores[at]!;
    }
    let sum = 0;
    const margin = scores[own]! - max;
    for (let at = start; at < end; at++) sum += scores[at] = Math.exp(scores[at]! - max);
    loss += weight * (Math.log(sum) - margin);
    const scale = weight / sum;
    for (let at = start; at < end; at++) scores[at]! *= scale;
    scores[own]! -= weight;
  }
  return loss;
}
