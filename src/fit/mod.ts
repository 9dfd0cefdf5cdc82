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
export { parseTrainingManifest, type TrainingClip } from "./training_clip.ts";
export type { FrontEnd } from "../features/front_ends.ts";
export { type Channel, type ClipWindows, detectorWindows } from "./detector_windows.ts";
export {
  type ChannelFigures,
  type Detector,
  type DetectorOptions,
  fitDetector,
  type KindFigures,
} from "./fit_detector.ts";
export {
  fitValenceHead,
  VALENCE_CLASSES,
  type ValenceHead,
  type ValenceHeadOptions,
} from "./fit_valence_head.ts";
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
