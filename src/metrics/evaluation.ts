/**
 * Predictions to evaluate, and the report of an evaluation.
 *
 * @module
 */
import type { Matrix } from "../types.ts";
import type { AverageMetrics } from "./classification_report.ts";
import type { Estimate } from "./group_bootstrap.ts";
import type { MetricName, Metrics, ScoredRows } from "./metrics.ts";
import type { RiskCoverage } from "./risk_coverage.ts";
import type { SetCoverage } from "./set_coverage.ts";
import type { RocCurve } from "./threshold_curves.ts";

/** Held-out predictions with labels and groups of their rows. */
export interface HeldOutPredictions extends ScoredRows {
  /** Class names. */
  readonly labels: readonly string[];
  /** Group of each row. */
  readonly groups: readonly string[];
  /** Class shares of the training rows, `[rows, classes]`, 0 to 1. */
  readonly prior: Matrix;
  /** Named subsets of the rows, such as folds, to report separately. */
  readonly slices: readonly { readonly name: string; readonly rows: readonly number[] }[];
  /** Prediction set of each row with the requested coverage, if the model has sets. */
  readonly sets?: { readonly coverage: number; readonly labels: readonly (readonly string[])[] };
  /**
   * Abstention reasons of each row, empty if it was answered; absent if the model never abstains.
   */
  readonly abstentionReasons?: readonly (readonly string[])[];
}

/** Metrics of a class. */
export interface ClassReport {
  /** Name of the class. */
  readonly label: string;
  /** Number of clips of the class. */
  readonly clips: number;
  /** Number of groups with clips of the class. */
  readonly groups: number;
  /** Share of the clips decided as the class that are of the class. */
  readonly precision: number;
  /** Share of the clips of the class that are decided as the class. */
  readonly recall: number;
  /** Wilson's 95 % interval of the recall. */
  readonly recallInterval: readonly [number, number];
  /** Harmonic mean of precision and recall. */
  readonly f1: number;
}

/** Clips of similar confidence. */
export interface ReliabilityBin {
  /** Number of clips. */
  readonly clips: number;
  /** Mean probability of the most probable class. */
  readonly confidence: number;
  /** Accuracy of the most probable class. */
  readonly accuracy: number;
  /** Wilson's 95 % interval of the accuracy. */
  readonly interval: readonly [number, number];
}

/** Accuracy of a subset of the clips: a fold, a side of a split, a kind. */
export interface SliceReport {
  /** Name of the subset. */
  readonly name: string;
  /** Number of clips. */
  readonly clips: number;
  /** Accuracy of the decisions. */
  readonly accuracy: number;
  /** Wilson's 95 % interval of the accuracy. */
  readonly interval: readonly [number, number];
}

/** Selective prediction: accuracy of the clips that a model answers. */
export interface SelectiveReport {
  /** Number of answered clips. */
  readonly clips: number;
  /** Accuracy of the decisions on answered clips. */
  readonly accuracy: number;
  /** Wilson's 95 % interval of the accuracy. */
  readonly interval: readonly [number, number];
  /** Number of abstained clips by reason; a clip may have several. */
  readonly abstentionReasons: readonly {
    readonly reason: string;
    readonly clips: number;
  }[];
}

/** Evaluation of predictions. */
export interface Evaluation {
  /** Number of clips. */
  readonly clips: number;
  /** Number of groups. */
  readonly groups: number;
  /**
   * Decisions behind accuracy, balanced accuracy, F1, confusion matrix, classes, slices and risk
   * coverage: those of the model, or the class of the highest class-balanced score.
   */
  readonly decision: "model" | "class-balanced score";
  /** Metrics with 95 % intervals by group. */
  readonly metrics: Readonly<Record<MetricName, Estimate>>;
  /** Metrics of predicting the class shares of the training rows. */
  readonly prior: Metrics;
  /** Permutation p value of the balanced accuracy, by relabeling whole groups. */
  readonly p: number;
  /** Metrics of each class. */
  readonly classes: readonly ClassReport[];
  /** Mean over classes. */
  readonly macro: AverageMetrics;
  /** Mean over classes, weighted by their clips. */
  readonly weighted: AverageMetrics;
  /** Number of clips, `[true class][decided class]`. */
  readonly confusion: readonly (readonly number[])[];
  /** Accuracy of each slice. */
  readonly slices: readonly SliceReport[];
  /** Confidence bins with clips, by ascending confidence. */
  readonly reliability: readonly ReliabilityBin[];
  /** Accuracy of the decisions, by descending confidence. */
  readonly riskCoverage: RiskCoverage;
  /** ROC curve of each class against the rest. */
  readonly roc: readonly RocCurve[];
  /** Coverage of prediction sets, if the model has sets. */
  readonly sets?: SetCoverage;
  /** Selective prediction, if the model may abstain. */
  readonly answered?: SelectiveReport;
}
