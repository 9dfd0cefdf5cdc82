/**
 * Evaluation on held-out groups: cross-validation, evaluation of models, audits of datasets, metrics,
 * folds and intervals by group.
 *
 * @module
 */

// Evaluation of models and audits of datasets
export { evaluateModel, type EvaluateModelOptions } from "./evaluate_model.ts";
export { crossValidate, type CrossValidateOptions } from "./cross_validate.ts";
export {
  auditDataset,
  type AuditOptions,
  type AuditReport,
  type LabelCount,
  type NamedPair,
} from "./audit/audit_dataset.ts";
export type { DuplicatePair } from "./audit/duplicates.ts";
export type { Finding, Severity } from "./audit/finding.ts";
export type { EvaluationReport } from "../fit/evaluation_report.ts";
export type { EvaluationProgress, EvaluationWork } from "./progress.ts";
export type {
  AbstentionJson,
  PredictionJson,
  SavedPrediction,
  SavedPredictions,
} from "./scored_prediction.ts";

// Events
export {
  evaluateEvents,
  type EvaluateEventsOptions,
  type EventRecall,
  type EventReport,
  type FalseEventRate,
} from "./events/evaluate_events.ts";
export type { EventRecording, SoundEvent } from "./events/event_recording.ts";
export {
  type EventListOptions,
  type ListedRecording,
  parseEventList,
} from "./events/parse_event_list.ts";
export {
  type DetectionScores,
  eventBasedMetrics,
  type EventTolerances,
  segmentBasedMetrics,
} from "../metrics/event_metrics.ts";
export type { TimeSpan } from "../types.ts";

// Hold-out protocols and baselines
export { makeFolds, type Protocol, type ProtocolInput, PROTOCOLS } from "./protocols.ts";
export { leaveOneGroupOut } from "../data/leave_one_group_out.ts";
export { stratifiedGroupFolds } from "../data/stratified_group_folds.ts";
export {
  type AudioFreeBaseline,
  audioFreeBaselines,
  type BaselineInput,
  type BaselineScore,
  type Fold,
} from "../metrics/baselines.ts";
export { heldOutSets } from "./held_out_sets.ts";

// Evaluation of predictions
export { evaluate } from "../metrics/evaluate.ts";
export type {
  ClassReport,
  Evaluation,
  HeldOutPredictions,
  ReliabilityBin,
  SelectiveReport,
  SliceReport,
} from "../metrics/evaluation.ts";
export {
  computeMetrics,
  type MetricName,
  METRICS,
  type Metrics,
  type ScoredRows,
} from "../metrics/metrics.ts";
export {
  type AverageMetrics,
  type ClassificationReport,
  classificationReport,
  confusionMatrix,
} from "../metrics/classification_report.ts";
export {
  bestClasses,
  brierScore,
  calibrationError,
  logLoss,
} from "../metrics/probability_metrics.ts";
export { rateAtThreshold, rocAuc, thresholdAtRecall } from "../metrics/roc.ts";
export {
  averagePrecision,
  type PrecisionRecallCurve,
  precisionRecallCurve,
  type RocCurve,
  rocCurve,
} from "../metrics/threshold_curves.ts";
export { type OneVsRest, oneVsRest } from "../metrics/one_vs_rest.ts";
export { type RiskCoverage, riskCoverage } from "../metrics/risk_coverage.ts";
export { type SetCoverage, setCoverage } from "../metrics/set_coverage.ts";
export { type Estimate, groupBootstrap } from "../metrics/group_bootstrap.ts";
export { wilsonInterval } from "../metrics/wilson_interval.ts";

// Shared types
export type { AudioDataset } from "../data/audio_dataset.ts";
export type { ByteStore } from "../data/feature_cache.ts";
export type {
  Clip,
  Dataset,
  DatasetWarning,
  ExcludedClip,
  ExclusionReason,
} from "../data/dataset.ts";
export { type ExclusionCount } from "../data/excluded.ts";
export type { AudioContent, ReadFile } from "../data/read_clips.ts";
export type { FileMetadata } from "../types.ts";
export { ABSTENTION_REASONS, type AbstentionReason } from "../prediction/prediction.ts";
export type { Matrix, Progress, ProgressOptions } from "../types.ts";
