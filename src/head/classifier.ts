/**
 * A classifier as data: steps that prepare a feature vector, then a model that gives probabilities.
 * The format is that of `export_sklearn.py`, so that models fitted elsewhere are read as they are.
 *
 * @module
 */
import { ModelError } from "../errors.ts";
import { sigmoid, softmaxInPlace } from "./links.ts";

/** `(x - mean) / scale`, feature by feature. */
export interface StandardScalerStep {
  /** Tells what it is. */
  readonly type: "standard_scaler";
  /** `[features]`. */
  readonly mean: readonly number[];
  /** `[features]`, none 0. */
  readonly scale: readonly number[];
}

/** Linear scores and a link to probabilities. */
export interface LogisticRegressionModel {
  /** Tells what it is. */
  readonly type: "logistic_regression";
  /** `[1 or k][features]`; a single row scores the second class. */
  readonly coef: readonly (readonly number[])[];
  /** `[1 or k]`. */
  readonly intercept: readonly number[];
  /** From scores to probabilities. */
  readonly link: "sigmoid" | "softmax";
}

/** A fitted classifier. */
export interface ClassifierJson {
  /** Name and version of the format. */
  readonly format: "sklearn-json/1";
  /** Length of a feature vector. */
  readonly n_features: number;
  /** Labels, in the order of the probabilities. */
  readonly classes: readonly string[];
  /** What prepares a vector, in order. */
  readonly steps: readonly StandardScalerStep[];
  /** What scores it. */
  readonly classifier: LogisticRegressionModel;
}

/** A classifier ready to run. */
export interface Head {
  /** Labels, in the order of the probabilities. */
  readonly classes: readonly string[];
  /** Length of a feature vector. */
  readonly featureCount: number;
  /**
   * Scores before the link, one a row of `coef`.
   *
   * @param features `[featureCount]`
   * @returns `[1]` for a sigmoid link, else `[classes]`
   */
  logits(features: ArrayLike<number>): Float64Array;
  /** Probabilities, `[classes]`, sum 1. */
  probabilities(features: ArrayLike<number>): Float64Array;
}

/**
 * Checks a classifier and prepares it.
 *
 * @param modelId names the model in errors
 * @throws {ModelError} when sizes disagree, a number is not finite or a scale is 0
 */
export function createHead(json: ClassifierJson, modelId: string): Head {
  const fail = (message: string): never => {
    throw new ModelError(`Reading the head of ${modelId}: ${message}`, { modelId });
  };
  const { classes, classifier, n_features: featureCount } = json;
  if (json.format !== "sklearn-json/1") fail(`format is ${json.format}, wanted sklearn-json/1`);
  if (classifier?.type !== "logistic_regression") {
    fail(`classifier is ${classifier?.type}, wanted logistic_regression`);
  }
  const rows = classifier.coef.length;
  const rowsWanted = classifier.link === "sigmoid" ? 1 : classes.length;
  if (rows !== rowsWanted || classifier.intercept.length !== rows) {
    fail(`${rows} rows and ${classifier.intercept.length} intercepts came, wanted ${rowsWanted}`);
  }
  const vector = (name: string, values: readonly number[]): Float64Array => {
    if (values?.length !== featureCount) {
      fail(`${name} has ${values?.length} values, wanted ${featureCount}`);
    }
    if (!values.every(Number.isFinite)) fail(`${name} holds a value that is not finite`);
    return Float64Array.from(values);
  };
  const coef = classifier.coef.map((row, i) => vector(`coef row ${i}`, row));
  const intercept = Float64Array.from(classifier.intercept);
  if (!intercept.every(Number.isFinite)) fail("intercept holds a value that is not finite");

  // A scaler folds into the linear layer: w (x - m) / s + b = (w / s) x + (b - sum(w m / s)).
  for (const step of [...json.steps].reverse()) {
    if (step.type !== "standard_scaler") fail(`step is ${step.type}, wanted standard_scaler`);
    const mean = vector("mean", step.mean);
    const scale = vector("scale", step.scale);
    if (scale.includes(0)) fail("scale holds a 0");
    coef.forEach((row, r) => {
      for (let i = 0; i < featureCount; i++) {
        row[i]! /= scale[i]!;
        intercept[r]! -= row[i]! * mean[i]!;
      }
    });
  }

  const logits = (features: ArrayLike<number>): Float64Array => {
    if (features.length !== featureCount) {
      throw new RangeError(
        `Scoring with ${modelId}: ${features.length} features came, wanted ${featureCount}`,
      );
    }
    return intercept.map((b, r) => {
      const row = coef[r]!;
      let sum = b;
      for (let i = 0; i < featureCount; i++) sum += row[i]! * features[i]!;
      return sum;
    });
  };
  return {
    classes,
    featureCount,
    logits,
    probabilities(features) {
      const scores = logits(features);
      if (classifier.link === "softmax") return softmaxInPlace(scores);
      const p = sigmoid(scores[0]!);
      return Float64Array.of(1 - p, p);
    },
  };
}
