/**
 * Fitting and adapting models on your own recordings, with their heads and calibrations.
 *
 * @module
 */

// Models from datasets
export { fitModel, type FittedModel } from "./fit_model.ts";
export {
  defaultCandidates,
  type FitModelOptions,
  type FitProgress,
  type FitTask,
} from "./fit_options.ts";
export type { EncoderSelection } from "./open_encoders.ts";
export type { Prior } from "./resolve_prior.ts";
export type { EvaluationReport } from "./evaluation_report.ts";
export {
  type EnrolledModels,
  enrollmentLabels,
  enrollModels,
  type EnrollModelsOptions,
} from "./enroll_models.ts";
export { enrollCries, type EnrollmentClip } from "./enroll_cries.ts";
export { enrollReasons } from "./enroll_reasons.ts";
export { type AudioClip, type AudioDataset, datasetFromAudio } from "../data/audio_dataset.ts";
export type { ByteStore } from "../data/feature_cache.ts";
export { type DonateACryName, parseDonateACryName } from "../data/donateacry_name.ts";
export { type OpenDataset, openDataset, type OpenDatasetOptions } from "../input/open_dataset.ts";

// Heads on matrices and windows
export {
  type ClassifierData,
  fitClassifier,
  type FitClassifierOptions,
  type FittedClassifier,
} from "./fit_classifier.ts";
export {
  type ClipWindows,
  fitDetector,
  type FitDetectorOptions,
  type FittedDetector,
} from "./fit_detector.ts";
export type { ConditionMetrics, DetectorClip, KindMetrics } from "./detector_metrics.ts";
export type { Condition } from "./augmentation.ts";
export type { Learner } from "./learner.ts";
export type { HeldOutPredictions } from "../metrics/evaluation.ts";
export type { Estimate } from "../metrics/group_bootstrap.ts";
export type { ClassifierJson } from "../head/classifier.ts";
export { fitStandardScaler, standardize, type StandardScaler } from "./standard_scaler.ts";
export {
  fitLogisticRegression,
  type LogisticRegression,
  type LogisticRegressionOptions,
  predictProbability,
} from "./logistic_regression.ts";
export { fitMlp, type Layer, type Mlp, type MlpOptions } from "./mlp.ts";

// Calibration and abstention
export { applyPlatt, fitPlatt, type PlattScaling } from "./calibration/platt_scaling.ts";
export {
  fitPriorScale,
  type PriorScaleOptions,
  scaleProbabilities,
} from "./calibration/prior_scale.ts";
export { applyTemperature, fitTemperature } from "./calibration/temperature_scaling.ts";
export { fitNovelty } from "./fit_novelty.ts";
export { featureDistance } from "../prediction/feature_distance.ts";
export { conformalScores } from "./calibration/conformal_scores.ts";
export { predictionSet } from "../prediction/prediction_set.ts";
export type { PredictionSet } from "../prediction/prediction.ts";
export type {
  CalibrationManifest,
  ConformalManifest,
  ModelManifest,
  NoveltyManifest,
} from "../models/manifest.ts";
export type { Matrix, Progress, ProgressOptions } from "../types.ts";
