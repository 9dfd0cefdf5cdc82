/**
 * Figures that survive a hold-out: folds by group, and intervals by group.
 *
 * @module
 */
export {
  type AverageMetrics,
  type ClassificationReport,
  classificationReport,
  confusionMatrix,
} from "../metrics/classification_report.ts";
export {
  audioFreeBaselines,
  type BaselineInput,
  type BaselineScore,
} from "../metrics/baselines.ts";
export {
  type ClassReport,
  evaluate,
  type Evaluation,
  type HeldOutPredictions,
  type ReliabilityBin,
  type SelectiveReport,
  type SliceReport,
} from "../metrics/evaluate.ts";
export {
  computeMetrics,
  type MetricName,
  METRICS,
  type Metrics,
  type ScoredRows,
} from "../metrics/metrics.ts";
export { type SetCoverage, setCoverage } from "../metrics/set_coverage.ts";
export { heldOutSets } from "./held_out_sets.ts";
export { type Estimate, groupBootstrap } from "../metrics/group_bootstrap.ts";
export { leaveOneGroupOut } from "../data/leave_one_group_out.ts";
export { type OneVsRest, oneVsRest } from "../metrics/one_vs_rest.ts";
export {
  bestClasses,
  brierScore,
  calibrationError,
  logLoss,
} from "../metrics/probability_metrics.ts";
export { makeFolds, type Protocol, type ProtocolInput, PROTOCOLS } from "./protocols.ts";
export { type Fold } from "../metrics/baselines.ts";
export { type RiskCoverage, riskCoverage } from "../metrics/risk_coverage.ts";
export { rateAtThreshold, rocAuc, thresholdAtRecall } from "../metrics/roc.ts";
export { stratifiedGroupFolds } from "../data/stratified_group_folds.ts";
export {
  averagePrecision,
  type PrecisionRecallCurve,
  precisionRecallCurve,
  type RocCurve,
  rocCurve,
} from "../metrics/threshold_curves.ts";
export { wilsonInterval } from "../metrics/wilson_interval.ts";

// What would flatter a model on a dataset
export type {
  Clip,
  Dataset,
  DatasetWarning,
  ExcludedClip,
  ExclusionReason,
} from "../data/dataset.ts";
export type { ReadFile } from "../data/read_clips.ts";
export type { FileMetadata } from "../types.ts";
export { ABSTENTION_REASONS, type AbstentionReason } from "../prediction/prediction.ts";
export type { Matrix, Progress, ProgressOptions } from "../types.ts";
export {
  auditDataset,
  type AuditOptions,
  type AuditReport,
  type LabelCount,
  type NamedPair,
} from "./audit/audit_dataset.ts";
export { type ExclusionCount } from "../data/excluded.ts";
export type { AudioFreeRule } from "../metrics/audio_free_rules.ts";
export type { DuplicatePair } from "./audit/duplicates.ts";
export type { Finding, Severity } from "./audit/finding.ts";
