import { checkLabels, checkMatrix, checkRows } from "./check_rows.ts";
import {
  type ClassificationReport,
  classificationReport,
  confusionMatrix,
} from "./classification_report.ts";
import type {
  ClassReport,
  Evaluation,
  HeldOutPredictions,
  ReliabilityBin,
  SelectiveReport,
  SliceReport,
} from "./evaluation.ts";
import { type Estimate, groupBootstrap } from "./group_bootstrap.ts";
import {
  BINS,
  computeMetric,
  computeMetrics,
  type MetricName,
  METRICS,
  type ScoredPredictions,
  scoreRows,
} from "./metrics.ts";
import { permutationP } from "./permutation_test.ts";
import { riskCoverage } from "./risk_coverage.ts";
import { setCoverage } from "./set_coverage.ts";
import { rocCurve } from "./threshold_curves.ts";
import type { Matrix } from "../types.ts";
import { wilsonInterval } from "./wilson_interval.ts";

const RESAMPLES = 300;
const PERMUTATIONS = 499;

/**
 * Evaluates held-out predictions: metrics with intervals by group, a permutation test, and reports
 * by class and slice. Accuracy, recall, F1 and confusion matrix are of one decision: that of the
 * model if `decisions` are given, else the class of the highest score.
 *
 * @param options.seed seed of intervals and of the permutation test
 * @throws {RangeError} when lengths differ, or a class, probability or row number is out of range
 *
 * @example
 * ```ts
 * import { evaluate } from "@babycry/babycry/eval";
 * import assert from "node:assert/strict";
 *
 * const probability = { data: Float64Array.of(0.9, 0.1, 0.2, 0.8, 0.6, 0.4), rows: 3, columns: 2 };
 * const prior = { ...probability, data: new Float64Array(6).fill(0.5) };
 * const { metrics } = evaluate({
 *   labels: ["no_cry", "cry"],
 *   y: Int32Array.of(0, 1, 1),
 *   groups: ["donor 1", "donor 2", "donor 2"],
 *   probability,
 *   score: probability,
 *   prior,
 *   slices: [],
 * }, { seed: 1 });
 * assert.equal(metrics.balancedAccuracy.estimate, 0.75);
 * ```
 */
export function evaluate(
  predictions: HeldOutPredictions,
  options: { readonly seed: number },
): Evaluation {
  const { labels, y, groups, prior, sets, abstentionReasons } = predictions;
  const { seed } = options;
  const classes = labels.length;
  checkPredictions(predictions);
  const scored = scoreRows(predictions);
  const { decisions, correct, confidence } = scored;
  const confusion = confusionMatrix(y, decisions, classes);
  const report = classificationReport(confusion, classes);
  const balancedAccuracy = (moved: Int32Array) =>
    classificationReport(confusionMatrix(y, moved, classes), classes).balancedAccuracy;
  return {
    clips: y.length,
    groups: new Set(groups).size,
    decision: predictions.decisions ? "model" : "class-balanced score",
    metrics: estimateMetrics(scored, groups, seed),
    prior: computeMetrics({ y, probability: prior, score: uniform(prior) }),
    p: permutationP(balancedAccuracy, decisions, groups, { permutations: PERMUTATIONS, seed }),
    classes: classReports(predictions, confusion, report),
    macro: report.macro,
    weighted: report.weighted,
    confusion: labels.map((_, c) => Array.from(confusion.subarray(c * classes, (c + 1) * classes))),
    slices: predictions.slices.map(({ name, rows }) => ({ name, ...accuracyOf(rows, scored) })),
    reliability: reliabilityBins(confidence, correct),
    riskCoverage: riskCoverage(confidence, Array.from(decisions, (one, row) => one === y[row])),
    roc: rocCurves(scored),
    ...(sets ? { sets: setCoverage(predictions, sets, { seed }) } : {}),
    ...(abstentionReasons ? { answered: selectiveReport(abstentionReasons, scored) } : {}),
  };
}

function checkPredictions(
  { labels, y, groups, probability, prior, slices, sets, abstentionReasons }: HeldOutPredictions,
): void {
  const action = "Evaluating predictions";
  checkRows(action, {
    labels: y,
    groups,
    "rows of prior": { length: prior.rows },
    ...(sets ? { sets: sets.labels } : {}),
    ...(abstentionReasons ? { reasons: abstentionReasons } : {}),
  });
  checkMatrix(action, prior, [0, 1]);
  checkRows(action, {
    "class names": labels,
    "columns of probability": { length: probability.columns },
    "columns of prior": { length: prior.columns },
  });
  for (const { name, rows } of slices) checkLabels(`${action}, rows of ${name}`, rows, y.length);
}

function estimateMetrics(
  scored: ScoredPredictions,
  groups: readonly string[],
  seed: number,
): Record<MetricName, Estimate> {
  return Object.fromEntries(METRICS.map((name) => [
    name,
    groupBootstrap(groups, (rows) => computeMetric(name, rows, scored), {
      resamples: RESAMPLES,
      seed,
    }),
  ])) as Record<MetricName, Estimate>;
}

/** Creates equal scores of all classes. */
function uniform({ rows, columns }: Matrix): Matrix {
  return { data: new Float64Array(rows * columns).fill(1 / columns), rows, columns };
}

function classReports(
  { labels, y, groups }: HeldOutPredictions,
  confusion: Int32Array,
  { support, precision, recall, f1 }: ClassificationReport,
): ClassReport[] {
  return labels.map((label, c) => ({
    label,
    clips: support[c]!,
    groups: new Set(groups.filter((_, row) => y[row] === c)).size,
    precision: precision[c]!,
    recall: recall[c]!,
    recallInterval: wilsonInterval(confusion[c * labels.length + c]!, support[c]!),
    f1: f1[c]!,
  }));
}

/** Computes the accuracy of the decisions on rows. */
function accuracyOf(
  rows: readonly number[],
  { y, decisions }: ScoredPredictions,
): Omit<SliceReport, "name"> {
  const hits = rows.filter((row) => decisions[row] === y[row]).length;
  return {
    clips: rows.length,
    accuracy: hits / rows.length,
    interval: wilsonInterval(hits, rows.length),
  };
}

function selectiveReport(
  abstentionReasons: readonly (readonly string[])[],
  scored: ScoredPredictions,
): SelectiveReport {
  const answered = [...scored.y.keys()].filter((row) => abstentionReasons[row]!.length === 0);
  return {
    ...accuracyOf(answered, scored),
    abstentionReasons: [...new Set(abstentionReasons.flat())].map((reason) => ({
      reason,
      clips: abstentionReasons.filter((of) => of.includes(reason)).length,
    })),
  };
}

function rocCurves({ y, score, classes }: ScoredPredictions): Evaluation["roc"] {
  return Array.from({ length: classes }, (_, c) =>
    rocCurve(
      Array.from(y, (label) => Number(label === c)),
      Array.from(y, (_, row) => score.data[row * classes + c]!),
    ));
}

function reliabilityBins(
  confidence: readonly number[],
  correct: readonly boolean[],
): ReliabilityBin[] {
  return Array.from({ length: BINS }, (_, bin) => {
    const rows = [...confidence.keys()].filter((row) =>
      Math.min(BINS - 1, Math.max(0, Math.ceil(confidence[row]! * BINS) - 1)) === bin
    );
    const hits = rows.filter((row) => correct[row]).length;
    return {
      clips: rows.length,
      confidence: rows.reduce((sum, row) => sum + confidence[row]!, 0) / rows.length,
      accuracy: hits / rows.length,
      interval: wilsonInterval(hits, rows.length),
    };
  }).filter((bin) => bin.clips > 0);
}
