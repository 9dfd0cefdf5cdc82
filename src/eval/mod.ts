/**
 * Figures that survive a hold-out: folds by group, and intervals by group.
 *
 * @module
 */
export {
  type AverageFigures,
  type ClassFigures,
  classFigures,
  confusionMatrix,
} from "./class_figures.ts";
export { blindAnswers, type BlindInput, type RuleScore } from "./blind_answers.ts";
export {
  type AnsweredReport,
  type Answers,
  type CellReport,
  type ClassReport,
  evaluate,
  type Evaluation,
  type ReliabilityBin,
} from "./evaluate.ts";
export { type FigureName, FIGURES, type Figures, figuresOf, type Judgeable } from "./figures.ts";
export { heldOutSets, type SetCoverage, setCoverage } from "./set_coverage.ts";
export { type Estimate, groupBootstrap } from "./group_bootstrap.ts";
export { leaveOneGroupOut } from "./leave_one_group_out.ts";
export { type OneAgainstRest, oneAgainstRest } from "./one_against_rest.ts";
export { bestClasses, brierSum, calibrationError, logLoss } from "./probability_figures.ts";
export { type Fold, makeFolds, type Protocol, type ProtocolInput, PROTOCOLS } from "./protocols.ts";
export { type RiskCoverage, riskCoverage } from "./risk_coverage.ts";
export { rocAuc, shareAtLeast, thresholdAtRecall } from "./roc.ts";
export { stratifiedGroupFolds } from "./stratified_group_folds.ts";
export {
  averagePrecision,
  type PrecisionRecallCurve,
  precisionRecallCurve,
  type RocCurve,
  rocCurve,
} from "./threshold_curves.ts";
export { wilsonInterval } from "./wilson_interval.ts";

// What would flatter a model on a dataset
export type { Clip, Dataset, DatasetWarning, Omission, OmissionReason } from "../data/dataset.ts";
export type { ReadFile } from "../data/read_clips.ts";
export type { FileFacts } from "../data/file_facts.ts";
export { ABSTENTION_REASONS, type AbstentionReason } from "../prediction/prediction.ts";
export type { LongWorkOptions, Matrix, Progress } from "../types.ts";
export {
  auditDataset,
  type AuditOptions,
  type AuditReport,
  type LabelCount,
  type LeftOut,
  type NamedPair,
} from "./audit/audit_dataset.ts";
export type { BlindRule } from "./audit/blind_rules.ts";
export type { DuplicatePair } from "./audit/duplicates.ts";
export type { Finding, Severity } from "./audit/finding.ts";
