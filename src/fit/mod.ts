/**
 * Fitting heads on one's own recordings, with the DSP code that serves them.
 *
 * @module
 */
export type { Matrix, Progress, ProgressOptions } from "../types.ts";
export { fitStandardScaler, standardize, type StandardScaler } from "./standard_scaler.ts";
export {
  fitLogisticRegression,
  type LogisticRegression,
  type LogisticRegressionOptions,
  predictProbability,
} from "./logistic_regression.ts";
export { type DonateACryName, parseDonateACryName } from "../data/donateacry_name.ts";
export { fitMlp, type Layer, type Mlp, type MlpOptions } from "./mlp.ts";
export type { Learner } from "./learner.ts";
export type { HeldOutPredictions } from "./held_out_predictions.ts";
export type { Estimate } from "../metrics/group_bootstrap.ts";
export type { ClassifierJson } from "../head/classifier.ts";
export {
  fitClassifier,
  type FitClassifierOptions,
  type FittedClassifier,
} from "./fit_classifier.ts";
export type { Condition } from "./augmentation.ts";
export {
  type ClipWindows,
  fitDetector,
  type FitDetectorOptions,
  type FittedDetector,
} from "./fit_detector.ts";
export type { ConditionMetrics, DetectorClip, KindMetrics } from "./detector_metrics.ts";
export { enrollCries, type EnrollmentClip } from "./enroll_cries.ts";
export { enrollReasons } from "./enroll_reasons.ts";
export { applyPlatt, fitPlatt, type PlattScaling } from "./calibration/platt_scaling.ts";
export { fitPriorScale, scaleProbabilities } from "./calibration/prior_scale.ts";
export { fitNovelty } from "./fit_novelty.ts";
export { featureDistance } from "../prediction/feature_distance.ts";
export type { CalibrationManifest, NoveltyManifest } from "../models/manifest.ts";
export { conformalScores } from "./calibration/conformal_scores.ts";
export { predictionSet } from "../prediction/prediction_set.ts";
export type { ConformalManifest } from "../models/manifest.ts";
export type { PredictionSet } from "../prediction/prediction.ts";
export { applyTemperature, fitTemperature } from "./calibration/temperature_scaling.ts";
