/**
 * babycry: detects infant crying in recordings and live audio.
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
 * assert.equal(cry.label, "no_cry");
 * ```
 *
 * @module
 */

// The classifier
export { createClassifier } from "./src/pipeline.ts";
export type { Classifier, ClassifierOptions, StreamOptions } from "./src/classifier.ts";
export type { PredictOptions } from "./src/input/predict_options.ts";
export type { AudioInput } from "./src/input/audio_input.ts";
export type { RawAudio } from "./src/types.ts";
export type { SampleStream } from "./src/input/read_samples.ts";

// Models and their options
export { embeddedModels } from "./src/models/registry.ts";
export type {
  ModelOptions,
  ModelSpec,
  ReasonOptions,
  ValenceOptions,
} from "./src/models/model_options.ts";

// Predictions
export type {
  Abstention,
  AbstentionReason,
  AudioSummary,
  CryPrediction,
  Prediction,
  PredictionOf,
  PredictionSet,
  ReasonPrediction,
  ReasonProbability,
  TagProbability,
  TagsPrediction,
  TimedProbability,
  ValencePrediction,
} from "./src/prediction/prediction.ts";
export type { CryUpdate } from "./src/prediction/cry/cry_updates.ts";
export { type Json, type SnakeCase, toJson } from "./src/prediction/to_json.ts";
export { toUpstreamJson } from "./src/prediction/upstream_format.ts";

// Errors
export {
  DecodeError,
  InputError,
  type InputErrorCode,
  ModelError,
  StoreError,
  type StoreErrorCode,
  UnavailableError,
} from "./src/errors.ts";

// The WebAssembly core
export { provideDspModule, ready } from "./src/dsp/load.ts";
