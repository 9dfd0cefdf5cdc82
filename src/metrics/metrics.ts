/**
 * The figures of answers: of decisions, of ranks and of probabilities.
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

/** The figures with intervals by group. */
export type MetricName = typeof METRICS[number];

/** Their names, in the order of reports. */
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

/** All figures of some rows; NaN where a figure has no meaning there. */
export type Metrics = Readonly<Record<MetricName, number>>;

/** Bins of confidence. */
export const BINS = 10;

/** All figures of answers, without intervals. */
export function computeMetrics(answers: ScoredRows): Metrics {
  const judged = scoreRows(answers);
  const all = Array.from(answers.y.keys());
  return Object.fromEntries(
    METRICS.map((name) => [name, computeMetric(name, all, judged)]),
  ) as unknown as Metrics;
}

/** What figures are made of. */
export interface ScoredRows {
  /** Class of each row. */
  readonly y: Int32Array;
  /** Probability of each class, `[rows, classes]`. */
  readonly probability: Matrix;
  /** Class-balanced scores, which rank rows, `[rows, classes]`. */
  readonly score: Matrix;
  /** Class that the model decides on; default: the one of highest score, of equals the likeliest. */
  readonly decisions?: Int32Array;
}

/** Answers with what is decided by them. */
export interface ScoredPredictions extends Required<ScoredRows> {
  readonly classes: number;
  /** Probability of the likeliest class. */
  readonly confidence: readonly number[];
  /** Whether the likeliest class is right. */
  readonly right: readonly boolean[];
}

/**
 * Decides each row.
 *
 * @throws {RangeError} when lengths differ, or a class or probability is out of range
 */
export function scoreRows({ y, probability, score, decisions }: ScoredRows): ScoredPredictions {
  const action = "Evaluating answers";
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
  const likely = bestClasses(probability);
  const all = Array.from(y.keys());
  return {
    y,
    probability,
    score,
    classes,
    decisions: decisions ?? typicalClasses(score, probability),
    right: all.map((row) => likely[row] === y[row]),
    confidence: all.map((row) => probability.data[row * classes + likely[row]!]!),
  };
}

/** The class of highest score, of equals the likeliest. */
function typicalClasses(score: Matrix, probability: Matrix): Int32Array {
  const { data, rows, columns } = score;
  return Int32Array.from({ length: rows }, (_, row) => {
    const start = row * columns;
    let best = 0;
    for (let c = 1; c < columns; c++) {
      const more = data[start + c]! - data[start + best]!;
      const likelier = probability.data[start + c]! > probability.data[start + best]!;
      if (more > 0 || (more === 0 && likelier)) best = c;
    }
    return best;
  });
}

/** A figure on some rows. */
export function computeMetric(
  name: MetricName,
  rows: readonly number[],
  judged: ScoredPredictions,
): number {
  const { y, decisions, probability, score, classes, confidence, right } = judged;
  const labels = rows.map((row) => y[row]!);
  const some = (of: Matrix): Matrix => {
    const data = new Float64Array(rows.length * classes);
    rows.forEach((row, i) =>
      data.set(of.data.subarray(row * classes, (row + 1) * classes), i * classes)
    );
    return { data, rows: rows.length, columns: classes };
  };
  const decided = () =>
    classificationReport(
      confusionMatrix(labels, rows.map((row) => decisions[row]!), classes),
      classes,
    );
  switch (name) {
    case "accuracy":
      return decided().accuracy;
    case "balancedAccuracy":
      return decided().balancedAccuracy;
    case "macroF1":
      return decided().macro.f1;
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
        rows.map((row) => right[row]!),
        BINS,
      );
  }
}
