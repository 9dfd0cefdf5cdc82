/**
 * Fitting heads on one's own recordings, with the DSP code that serves them.
 *
 * @module
 */
export type { LongWorkOptions, Matrix, Progress } from "../types.ts";
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
export type { HeldOutAnswers } from "./held_out_answers.ts";
export type { Estimate } from "../eval/group_bootstrap.ts";
export type { ClassifierJson } from "../head/classifier.ts";
export { type ClassifierOptions, fitClassifier, type FittedClassifier } from "./fit_classifier.ts";
export type { Channel } from "./augmentation.ts";
export {
  type ClipWindows,
  type Detector,
  type DetectorOptions,
  fitDetector,
} from "./fit_detector.ts";
export type { ChannelFigures, DetectorClip, KindFigures } from "./detector_figures.ts";
export { enrollCries, type EnrolledClip } from "./enroll_cries.ts";
export { enrollReasons } from "./enroll_reasons.ts";
export { applyPlatt, fitPlatt, type PlattScaling } from "./platt_scaling.ts";
export { fitCalibrationScale, scaleProbabilities } from "./calibration_scale.ts";
export { fitFamiliar } from "./familiar.ts";
export { distanceFrom } from "../prediction/distance.ts";
export type { CalibrationManifest, FamiliarManifest } from "../prediction/manifest.ts";
export { conformalScores } from "./conformal_scores.ts";
export { predictionSet } from "../prediction/prediction_set.ts";
export type { ConformalManifest } from "../prediction/manifest.ts";
export type { PredictionSet } from "../prediction/prediction.ts";
export { applyTemperature, fitTemperature } from "./temperature_scaling.ts";
