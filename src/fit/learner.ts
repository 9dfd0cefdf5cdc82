/**
 * Heads that can be fitted, with one interface: scaled rows to one logit per class.
 *
 * @module
 */
import type { ClassifierJson } from "../head/classifier.ts";
import { softmaxInPlace } from "../head/links.ts";
import type { Matrix, ProgressOptions } from "../types.ts";
import { zeros } from "./rows.ts";
import { fitLogisticRegression } from "./logistic_regression.ts";
import { fitMlp, type Layer } from "./mlp.ts";
import { fitStandardScaler, standardize, type StandardScaler } from "./standard_scaler.ts";

/** Kind of head with its hyperparameters, one point of a grid. */
export type Learner =
  | {
    /** Linear head. */
    readonly type: "logistic_regression";
    /** Inverse strength of the L2 penalty, above 0. */
    readonly C: number;
  }
  | {
    /** Multilayer perceptron with one hidden layer. */
    readonly type: "mlp";
    /** Number of units of the hidden layer. */
    readonly hiddenUnits: number;
    /** Strength of the L2 penalty, 0 or more. */
    readonly alpha: number;
  };

/** Training rows. */
export interface TrainingRows {
  /** Vectors before scaling, `[rows, columns]`. */
  readonly x: Matrix;
  /** Class of each row, 0 to `classes - 1`; two or more classes have rows. */
  readonly y: ArrayLike<number>;
  /** Group of each row. */
  readonly groups: readonly string[];
  /** Number of classes, including those without rows. */
  readonly classes: number;
  /** Weight of each row. Default all 1. */
  readonly sampleWeight?: ArrayLike<number>;
}

/** A fitted head. */
export interface LearnedHead {
  /** Scaler, applied first. */
  readonly scaler: StandardScaler;
  /** Layers: one for a linear head, two with ReLU in between for a perceptron. */
  readonly layers: readonly Layer[];
  /** Classes with rows, ascending. A single output scores the second of two. */
  readonly known: readonly number[];
  /** Number of classes, including those without rows. */
  readonly classes: number;
}

/** Logit of a class without rows. */
const UNKNOWN_LOGIT = -30;
/** Digits of the weights in a manifest: features are float32. */
const DIGITS = 8;

/**
 * Standardizes rows and fits a head with class-balanced weights.
 *
 * @throws {RangeError} when fewer than two classes have rows
 */
export async function learn(
  learner: Learner,
  rows: TrainingRows,
  options: ProgressOptions & { readonly seed: number },
): Promise<LearnedHead> {
  const { groups, classes, sampleWeight } = rows;
  const labels = Array.from(rows.y);
  const known = [...new Set(labels)].sort((a, b) => a - b);
  const scaler = fitStandardScaler(rows.x);
  const x = standardize(rows.x, scaler);
  const y = labels.map((label) => known.indexOf(label));
  const data = { x, y, groups, classes: known.length };
  const weights = { classWeight: "balanced", ...(sampleWeight ? { sampleWeight } : {}) } as const;
  if (learner.type === "mlp") {
    const { layers } = await fitMlp(data, { ...learner, ...weights, ...options });
    return { scaler, layers, known, classes };
  }
  options.signal?.throwIfAborted();
  const { coef, intercept } = fitLogisticRegression(data, { C: learner.C, ...weights });
  const weight = zeros(coef.columns, coef.rows);
  for (let k = 0; k < coef.rows; k++) {
    for (let c = 0; c < coef.columns; c++) {
      weight.data[c * coef.rows + k] = coef.data[k * coef.columns + c]!;
    }
  }
  return { scaler, layers: [{ weight, bias: intercept }], known, classes };
}

/**
 * Computes logits of rows; their softmax are class-balanced probabilities.
 *
 * @returns `[rows, classes]`; the first of two classes has the logit 0
 */
export function logitsOf(head: LearnedHead, rows: Matrix): Matrix {
  const { scaler, layers, known, classes } = head;
  const values = layers.reduce(
    (x, layer, i) => through(layer, x, i > 0),
    standardize(rows, scaler),
  );
  const out = zeros(rows.rows, classes);
  out.data.fill(UNKNOWN_LOGIT);
  for (let row = 0; row < rows.rows; row++) {
    known.forEach((c, k) => {
      const first = known.length === 2 && k === 0;
      out.data[row * classes + c] = first
        ? 0
        : values.data[row * values.columns + (known.length === 2 ? 0 : k)]!;
    });
  }
  return out;
}

/** Computes class-balanced probabilities, `[rows, classes]`. */
export function balancedProbabilities(head: LearnedHead, rows: Matrix): Matrix {
  const logits = logitsOf(head, rows);
  for (let row = 0; row < logits.rows; row++) {
    softmaxInPlace(logits.data.subarray(row * logits.columns, (row + 1) * logits.columns));
  }
  return logits;
}

function through({ weight, bias }: Layer, x: Matrix, relu: boolean): Matrix {
  const out = zeros(x.rows, weight.columns);
  for (let row = 0; row < x.rows; row++) {
    const at = row * weight.columns;
    out.data.set(bias, at);
    for (let c = 0; c < x.columns; c++) {
      const value = x.data[row * x.columns + c]!;
      if (relu && value <= 0) continue;
      for (let k = 0; k < weight.columns; k++) {
        out.data[at + k]! += value * weight.data[c * weight.columns + k]!;
      }
    }
  }
  return out;
}

/**
 * Converts a head to JSON; its probabilities are class-balanced.
 *
 * @param head fitted on rows of all classes
 */
export function headJson(head: LearnedHead, labels: readonly string[]): ClassifierJson {
  const { scaler, layers, classes } = head;
  const round = (values: ArrayLike<number>) =>
    Array.from(values, (value) => Number(value.toPrecision(DIGITS)));
  const inputs = ({ weight: { data, rows, columns } }: Layer) =>
    Array.from({ length: rows }, (_, r) => round(data.subarray(r * columns, (r + 1) * columns)));
  const outputs = ({ weight: { data, rows, columns } }: Layer) =>
    Array.from(
      { length: columns },
      (_, k) => round(Array.from({ length: rows }, (_, c) => data[c * columns + k]!)),
    );
  const [first] = layers as [Layer];
  return {
    format: "sklearn-json/1",
    n_features: scaler.mean.length,
    classes: labels,
    steps: [{ type: "standard_scaler", mean: round(scaler.mean), scale: round(scaler.scale) }],
    classifier: layers.length === 1
      ? {
        type: "logistic_regression",
        link: classes === 2 ? "sigmoid" : "softmax",
        coef: outputs(first),
        intercept: round(first.bias),
      }
      : {
        type: "mlp",
        activation: "relu",
        output: classes === 2 ? "logistic" : "softmax",
        layers: layers.map((layer) => ({ weight: inputs(layer), bias: round(layer.bias) })),
      },
  };
}

/** Describes a learner in a few words. */
export function learnerName(learner: Learner): string {
  return learner.type === "mlp"
    ? `perceptron of ${learner.hiddenUnits} hidden units, alpha ${learner.alpha}`
    : `logistic regression, C ${learner.C}`;
}
