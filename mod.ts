/**
 * babycry: whether an infant is crying, from a recording or a live stream.
 *
 * Research software: not for medical, safety or monitoring decisions.
 *
 * @example
 * ```ts
 * import { createClassifier } from "@babycry/babycry";
 * import assert from "node:assert/strict";
 *
 * const classifier = await createClassifier();
 * const samples = new Float32Array(32_000);
 * const { cry } = await classifier.predict({ samples, sampleRateHz: 16_000 });
 * assert.equal(cry?.label, "no_cry");
 * ```
 *
 * @module
 */

// The classifier
export {
  type Classifier,
  type ClassifierOptions,
  createClassifier,
  type StreamOptions,
} from "./src/pipeline.ts";
export type { AudioInput, RawAudio } from "./src/input/read_input.ts";
export type { SampleStream } from "./src/input/read_samples.ts";
export type { ModelOptions } from "./src/prediction/create_scorers.ts";
export type { CryUpdate } from "./src/prediction/cry/cry_updates.ts";
export {
  type Abstention,
  ABSTENTION_REASONS,
  type AbstentionReason,
  type AudioSummary,
  type CryPrediction,
  type Prediction,
  type PredictionSet,
  type ReasonPrediction,
  type ReasonProbability,
  type TimedProbability,
  type ValencePrediction,
} from "./src/prediction/prediction.ts";
export { toUpstreamJson } from "./src/prediction/upstream_format.ts";
export { toJson } from "./src/prediction/to_json.ts";

// Models as data
export { embeddedModels, models } from "./src/models/registry.ts";
export type {
  AbstentionManifest,
  BaseManifest,
  BinaryManifest,
  CalibrationManifest,
  ConformalManifest,
  CryManifest,
  CryMember,
  EventsManifest,
  FeatureHeadReasons,
  HeadManifest,
  ModelManifest,
  NoveltyManifest,
  OnnxReasons,
  PooledHeadReasons,
  ReasonManifest,
  ReasonMode,
  ReasonTip,
  RecordingManifest,
  ValenceManifest,
  WindowsManifest,
} from "./src/models/manifest.ts";
export type { EncoderManifest, TensorInfo } from "./src/encoder/manifest.ts";
export type { ExternalData, Session, SessionFactory, Tensor } from "./src/encoder/session.ts";
export {
  type ClassifierJson,
  createHead,
  type Head,
  type ModelJson,
} from "./src/head/classifier.ts";
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
} from "./src/head/network.ts";
export type { LogisticRegressionModel } from "./src/head/logistic_regression.ts";
export type { ForestModel } from "./src/head/forest.ts";
export type { GradientBoostingModel } from "./src/head/gradient_boosting.ts";
export type { TreeJson } from "./src/head/tree.ts";
export type { SvcModel } from "./src/head/svc.ts";
export type { MlpModel } from "./src/head/mlp.ts";
export type { KnnModel } from "./src/head/knn.ts";
export type {
  AffineStep,
  NormalizerStep,
  PcaStep,
  SelectStep,
  StandardScalerStep,
  StepJson,
} from "./src/head/steps.ts";

// Windows and their vectors
export { clipVector, type ClipVectorOptions } from "./src/pooling/clip_vector.ts";
export { createWindowCache, type WindowCache, type WindowCut } from "./src/encoder/window_cache.ts";
export type { Pooling } from "./src/pooling/pooling.ts";
export { createMeanVector, type MeanVector } from "./src/pooling/mean_vector.ts";
export {
  slidingWindows,
  type WindowFill,
  type WindowOptions,
  type WindowPosition,
} from "./src/windows/sliding_windows.ts";

// The WebAssembly core, errors and shapes
export { provideDspModule, ready } from "./src/dsp/load.ts";
export { DecodeError, type DecodeErrorReason, ModelError, UnavailableError } from "./src/errors.ts";
export type {
  ComplexFrameMatrix,
  FrameMatrix,
  Matrix,
  ModelSource,
  Progress,
  ProgressOptions,
  Waveform,
} from "./src/types.ts";
