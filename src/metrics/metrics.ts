/**
 * Metrics of predictions: of decisions, of rankings and of probabilities.
 *
 * @module
 */
import { checkLabels, checkMatrix, checkRows } from "./check_rows.ts";
import type { Matrix } from "../types.ts";
import { classificationReport, confusionMatrix } from "./classification_report.ts";
import { oneVsRest } from "./one_vs_rest.ts";
import { bestClasses, brierScore, calibrationError, logLoss } from "./probability_metrics.ts";
import { rocAuc } from "./roc.ts";
import { averagePrecision } from "./threshold_curves.ts";

/** Name of a metric. */
export type MetricName = typeof METRICS[number];

/**
 * Names of the metrics, in the order of reports. `accuracy`, `balancedAccuracy` and `macroF1` are
 * of the decisions, `rocAuc` and `averagePrecision` of the scores, the others of the probabilities.
 */
export const METRICS = [
  "accuracy",
  "balancedAccuracy",
  "macroF1",
  "rocAuc",
  "averagePrecision",
  "logLoss",
  "brier",
  "calibrationError",
] as const;

/** Value of each metric; NaN where a metric is undefined. */
export type Metrics = Readonly<Record<MetricName, number>>;

/** Confidence bins of calibration error and reliability. */
export const BINS = 10;

/**
 * Computes all metrics, without intervals.
 *
 * @throws {RangeError} when lengths differ, or a class or probability is out of range
 */
export function computeMetrics(rows: ScoredRows): Metrics {
  const scored = scoreRows(rows);
  const all = Array.from(rows.y.keys());
  return Object.fromEntries(
    METRICS.map((name) => [name, computeMetric(name, all, scored)]),
  ) as unknown as Metrics;
}

/** Labels and predictions of rows. */
export interface ScoredRows {
  /** Class index of each row. */
  readonly y: Int32Array;
  /** Calibrated probabilities, `[rows, classes]`, 0 to 1. */
  readonly probability: Matrix;
  /** Class-balanced scores, which rank rows and decide them by default, `[rows, classes]`. */
  readonly score: Matrix;
  /** Decided class of each row. Default: highest score, then highest probability. */
  readonly decisions?: Int32Array;
}

/** Rows with the classes that are decided for them. */
export interface ScoredPredictions extends Required<ScoredRows> {
  /** Number of classes. */
  readonly classes: number;
  /** Probability of the most probable class, 0 to 1. */
  readonly confidence: readonly number[];
  /** Whether the most probable class of each row is correct. */
  readonly correct: readonly boolean[];
}

/**
 * Decides the class of each row.
 *
 * @throws {RangeError} when lengths differ, or a class or probability is out of range
 */
export function scoreRows({ y, probability, score, decisions }: ScoredRows): ScoredPredictions {
  const action = "Evaluating predictions";
  const classes = probability.columns;
  checkMatrix(action, probability, [0, 1]);
  checkMatrix(action, score);
  const rows = { length: probability.rows };
  checkRows(action, {
    labels: y,
    "rows of probability": rows,
    "rows of score": { length: score.rows },
  });
  checkLabels(action, y, classes);
  if (decisions) {
    checkRows(action, { labels: y, decisions });
    checkLabels(action, decisions, classes);
  }
  const mostProbable = bestClasses(probability);
  const all = Array.from(y.keys());
  return {
    y,
    probability,
    score,
    classes,
    decisions: decisions ?? highestScores(score, probability),
    correct: all.map((row) => mostProbable[row] === y[row]),
    confidence: all.map((row) => probability.data[row * classes + mostProbable[row]!]!),
  };
}

/** Finds the class of the highest score in each row; ties go to the more probable class. */
function highestScores(score: Matrix, probability: Matrix): Int32Array {
  const { data, rows, columns } = score;
  return Int32Array.from({ length: rows }, (_, row) => {
    const start = row * columns;
    let best = 0;
    for (let c = 1; c < columns; c++) {
      const difference = data[start + c]! - data[start + best]!;
      const isMoreProbable = probability.data[start + c]! > probability.data[start + best]!;
      if (difference > 0 || (difference === 0 && isMoreProbable)) best = c;
    }
    return best;
  });
}

/** Computes a metric of rows. */
export function computeMetric(
  name: MetricName,
  rows: readonly number[],
  scored: ScoredPredictions,
): number {
  const { y, decisions, probability, score, classes, confidence, correct } = scored;
  const labels = rows.map((row) => y[row]!);
  const some = (of: Matrix): Matrix => {
    const data = new Float64Array(rows.length * classes);
    rows.forEach((row, i) =>
      data.set(of.data.subarray(row * classes, (row + 1) * classes), i * classes)
    );
    return { data, rows: rows.length, columns: classes };
  };
  const report = () =>
    classificationReport(
      confusionMatrix(labels, rows.map((row) => decisions[row]!), classes),
      classes,
    );
  switch (name) {
    case "accuracy":
      return report().accuracy;
    case "balancedAccuracy":
      return report().balancedAccuracy;
    case "macroF1":
      return report().macro.f1;
    case "rocAuc":
      return oneVsRest(some(score), labels, rocAuc).macro;
    case "averagePrecision":
      return oneVsRest(some(score), labels, averagePrecision).macro;
    case "logLoss":
      return logLoss(some(probability), labels);
    case "brier":
      return brierScore(some(probability), labels);
    case "calibrationError":
      return calibrationError(
        rows.map((row) => confidence[row]!),
        rows.map((row) => correct[row]!),
        BINS,
      );
  }
}
