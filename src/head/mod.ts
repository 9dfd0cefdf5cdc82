/**
 * Classifier heads as JSON: linear models, trees, support vector machines, perceptrons and small
 * networks; and the pooled vector of a recording, their input.
 *
 * @module
 */
export { clipVector, type ClipVectorOptions } from "../pooling/clip_vector.ts";
export type { Pooling } from "../pooling/pooling.ts";
export { type ClassifierJson, createHead, type Head, type ModelJson } from "./classifier.ts";
export {
  type Conv3x3Layer,
  createNetwork,
  type DenseLayer,
  type LayerJson,
  type MaxPoolLayer,
  type MeanMaxPoolLayer,
  type Network,
  type NetworkJson,
  type QuantizedRows,
  type SquaredNormLayer,
  type StandardizeLayer,
} from "./network.ts";
export type { LogisticRegressionModel } from "./logistic_regression.ts";
export type { ForestModel } from "./forest.ts";
export type { GradientBoostingModel } from "./gradient_boosting.ts";
export type { TreeJson } from "./tree.ts";
export type { SvcModel } from "./svc.ts";
export type { MlpModel } from "./mlp.ts";
export type { KnnModel } from "./knn.ts";
export type {
  AffineStep,
  NormalizerStep,
  PcaStep,
  SelectStep,
  StandardScalerStep,
  StepJson,
} from "./steps.ts";
