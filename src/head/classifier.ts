/**
 * Classifier in JSON: steps that prepare a feature vector, then a model that computes
 * probabilities. `tools/export_sklearn.py` writes the same format from scikit-learn models.
 *
 * @module
 */
import { ModelError } from "../errors.ts";
import { describe, Fields } from "../fields.ts";
import type { Model, ReadModel } from "./_model.ts";
import { type ForestModel, readForest } from "./forest.ts";
import { type GradientBoostingModel, readGradientBoosting } from "./gradient_boosting.ts";
import { type KnnModel, readKnn } from "./knn.ts";
import { type LogisticRegressionModel, readLogisticRegression } from "./logistic_regression.ts";
import { type MlpModel, readMlp } from "./mlp.ts";
import { readStep, type StepJson } from "./steps.ts";
import { readSvc, type SvcModel } from "./svc.ts";

/** Model of any type. */
export type ModelJson =
  | LogisticRegressionModel
  | ForestModel
  | GradientBoostingModel
  | SvcModel
  | MlpModel
  | KnnModel;

/** Fitted classifier in JSON. */
export interface ClassifierJson {
  /** Name of the format. */
  readonly format: "sklearn-json/1";
  /** Version of scikit-learn that fitted it. */
  readonly sklearn?: string;
  /** Number of features in a vector, 1 or more. */
  readonly n_features: number;
  /** Labels, in the order of the probabilities. */
  readonly classes: readonly string[];
  /** Steps that prepare the features, applied in order. */
  readonly steps: readonly StepJson[];
  /** Model that computes the probabilities. */
  readonly classifier: ModelJson;
}

/** Classifier that is checked and ready to run. */
export interface Head {
  /** Labels, in the order of the probabilities. */
  readonly classes: readonly string[];
  /** Number of features in a vector. */
  readonly featureCount: number;
  /** Length of {@link logits}: 1, or the number of classes; 0 for a model without logits. */
  readonly logitCount: number;
  /**
   * Computes the scores before the link function.
   *
   * @param features `[featureCount]`, finite, before the steps
   * @returns `[1]` for a sigmoid link, else `[classes]`
   * @throws {ModelError} when the model is neither a logistic regression nor a perceptron
   * @throws {RangeError} when the number of features is wrong, or one is not finite
   */
  logits(features: ArrayLike<number>): Float64Array;
  /**
   * Computes class probabilities.
   *
   * @param features `[featureCount]`, finite, before the steps
   * @returns `[classes]`, sum 1
   * @throws {RangeError} when the number of features is wrong, or one is not finite
   */
  probabilities(features: ArrayLike<number>): Float64Array;
}

const MODELS: Readonly<Record<ModelJson["type"], ReadModel>> = {
  logistic_regression: readLogisticRegression,
  forest: readForest,
  gradient_boosting: readGradientBoosting,
  svc: readSvc,
  mlp: readMlp,
  knn: readKnn,
};

/**
 * Creates a classifier from JSON and checks it.
 *
 * @param modelId name of the model, for errors
 * @throws {ModelError} when a key is missing, unknown or of the wrong size, a number is not finite,
 * a scale is 0, or a tree is invalid
 *
 * @example
 * ```ts
 * import { createHead } from "@babycry/babycry/heads";
 * import assert from "node:assert/strict";
 *
 * const head = createHead({
 *   format: "sklearn-json/1",
 *   n_features: 1,
 *   classes: ["positive", "distress"],
 *   steps: [{ type: "standard_scaler", mean: [2], scale: [4] }],
 *   classifier: { type: "logistic_regression", coef: [[1]], intercept: [0], link: "sigmoid" },
 * }, "tiny");
 * assert.deepEqual([...head.probabilities([2])], [0.5, 0.5]);
 * ```
 */
export function createHead(json: ClassifierJson, modelId: string): Head {
  const fields = new Fields(json, { action: `Reading the head of ${modelId}`, modelId });
  return readHead(fields, modelId);
}

/** Creates a classifier as {@link createHead} does, from the fields of a manifest. */
export function readHead(fields: Fields, modelId: string): Head {
  fields.choice("format", ["sklearn-json/1"]);
  const featureCount = fields.integer("n_features", 1);
  const classes = readClasses(fields);
  let width = featureCount;
  const steps = fields.objects("steps").map((step) => {
    const read = readStep(step, width);
    width = read.outputs;
    return read;
  });
  const model = readModel(fields.object("classifier"), width, classes);
  // Provenance; heads of seed ensembles also list their encoders.
  fields.ignore("sklearn", "encoders", "fitted_on");
  fields.end();

  const prepare = (features: ArrayLike<number>): Float64Array => {
    if (features.length !== featureCount) {
      throw new RangeError(
        `Scoring with ${modelId}: expected ${featureCount} features, received ${features.length}`,
      );
    }
    const x = Float64Array.from(features);
    const invalid = x.findIndex((value) => !Number.isFinite(value));
    if (invalid >= 0) {
      throw new RangeError(
        `Scoring with ${modelId}: expected finite features, received ${
          x[invalid]
        } at index ${invalid}`,
      );
    }
    return steps.reduce<Float64Array>((values, step) => step.apply(values), x);
  };
  return {
    classes,
    featureCount,
    logitCount: model.logitCount ?? 0,
    probabilities: (features) => model.probabilities(prepare(features)),
    logits(features) {
      if (model.logits) return model.logits(prepare(features));
      throw new ModelError(
        `Scoring with ${modelId}: expected a model with logits, received one without a link`,
        { modelId },
      );
    },
  };
}

function readClasses(fields: Fields): string[] {
  // A model fitted on numbers has numbers as labels.
  const labels = fields.list("classes").map((label, i) =>
    ["string", "number", "boolean"].includes(typeof label)
      ? String(label)
      : fields.fail(`classes[${i}]`, "a string, a number, true or false", describe(label))
  );
  if (labels.length < 2) fields.fail("classes", "a list of 2 or more", describe(labels));
  const repeated = labels.find((label, i) => labels.indexOf(label) !== i);
  return repeated === undefined
    ? labels
    : fields.fail("classes", "each label once", `${describe(repeated)} twice`);
}

function readModel(fields: Fields, inputs: number, classes: readonly string[]): Model {
  const type = fields.choice("type", Object.keys(MODELS) as ModelJson["type"][]);
  const model = MODELS[type](fields, inputs, classes.length);
  fields.end();
  return model;
}
