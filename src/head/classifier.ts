/**
 * A classifier as data: steps that prepare a feature vector, then a model that gives probabilities.
 * The format is that of `tools/export_sklearn.py`, so that models fitted elsewhere are read as they are.
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

/** Any model. */
export type ModelJson =
  | LogisticRegressionModel
  | ForestModel
  | GradientBoostingModel
  | SvcModel
  | MlpModel
  | KnnModel;

/** A fitted classifier. */
export interface ClassifierJson {
  /** The name of the format. */
  readonly format: "sklearn-json/1";
  /** Version of scikit-learn that fitted it. */
  readonly sklearn?: string;
  /** Length of a feature vector. */
  readonly n_features: number;
  /** Labels, in the order of the probabilities. */
  readonly classes: readonly string[];
  /** Applied in order. */
  readonly steps: readonly StepJson[];
  /** Gives the probabilities. */
  readonly classifier: ModelJson;
}

/** A classifier ready to run. */
export interface Head {
  /** Labels, in the order of the probabilities. */
  readonly classes: readonly string[];
  /** Length of a feature vector. */
  readonly featureCount: number;
  /** Length of {@link logits}: 1, or one a class; 0 for a model without them. */
  readonly logitCount: number;
  /**
   * Scores before the link, one a row of `coef`.
   *
   * @param features `[featureCount]`, finite
   * @returns `[1]` for a sigmoid link, else `[classes]`
   * @throws {ModelError} when the model is neither a logistic regression nor a perceptron
   */
  logits(features: ArrayLike<number>): Float64Array;
  /**
   * Probabilities.
   *
   * @param features `[featureCount]`, finite
   * @returns `[classes]`, sum 1
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
 * Checks a classifier and prepares it.
 *
 * @param modelId names the model in errors
 * @throws {ModelError} when a field is missing, unknown or of another size than the others say, a
 *   number is not finite, a scale is 0, or a tree is none
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

/** {@link createHead} from fields, which know where in a manifest it stands. */
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
  // Where it comes from; the seed ensemble's heads also say which encoders they read.
  fields.ignore("sklearn", "encoders", "fitted_on");
  fields.end();

  const prepare = (features: ArrayLike<number>): Float64Array => {
    if (features.length !== featureCount) {
      throw new RangeError(
        `Scoring with ${modelId}: ${features.length} features came, wanted ${featureCount}`,
      );
    }
    const x = Float64Array.from(features);
    const strange = x.findIndex((value) => !Number.isFinite(value));
    if (strange >= 0) {
      throw new RangeError(
        `Scoring with ${modelId}: feature ${strange} is ${x[strange]}, wanted a finite number`,
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
      throw new ModelError(`Scoring with ${modelId}: its model has no logits`, { modelId });
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
  const twice = labels.find((label, i) => labels.indexOf(label) !== i);
  return twice === undefined
    ? labels
    : fields.fail("classes", "each label once", `${describe(twice)} twice`);
}

function readModel(fields: Fields, inputs: number, classes: readonly string[]): Model {
  const type = fields.choice("type", Object.keys(MODELS) as ModelJson["type"][]);
  const model = MODELS[type](fields, inputs, classes.length);
  fields.end();
  return model;
}
