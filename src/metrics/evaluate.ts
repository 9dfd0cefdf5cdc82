/**
 * What held-out answers are worth, beside what is reached without hearing anything.
 *
 * @module
 */
import { checkLabels, checkMatrix, checkRows } from "./check_rows.ts";
import type { Matrix } from "../types.ts";
import { permutationP } from "./permutation_test.ts";
import {
  type AverageMetrics,
  classificationReport,
  confusionMatrix,
} from "./classification_report.ts";
import { type Estimate, groupBootstrap } from "./group_bootstrap.ts";
import {
  BINS,
  computeMetric,
  computeMetrics,
  type MetricName,
  METRICS,
  type Metrics,
  type ScoredRows,
  scoreRows,
} from "./metrics.ts";
import { type RiskCoverage, riskCoverage } from "./risk_coverage.ts";
import { type SetCoverage, setCoverage } from "./set_coverage.ts";
import { type RocCurve, rocCurve } from "./threshold_curves.ts";
import { wilsonInterval } from "./wilson_interval.ts";

/** Answers to evaluate. */
export interface HeldOutPredictions extends ScoredRows {
  /** Of the classes. */
  readonly labels: readonly string[];
  /** Group of each row. */
  readonly groups: readonly string[];
  /** Class shares that were known before hearing the row. */
  readonly prior: Matrix;
  /** A part of the rows each, for the cells of the report. */
  readonly slices: readonly { readonly name: string; readonly rows: readonly number[] }[];
  /** Labels that each row's prediction set holds, where there are sets. */
  readonly sets?: { readonly coverage: number; readonly labels: readonly (readonly string[])[] };
  /** Why each row was not answered, empty where it was; only for a model that may abstain. */
  readonly abstentionReasons?: readonly (readonly string[])[];
}

/** A class, and how well it is told. */
export interface ClassReport {
  /** Its name. */
  readonly label: string;
  /** Rows. */
  readonly clips: number;
  /** Groups with such rows. */
  readonly groups: number;
  /** Share of those given the class that have it. */
  readonly precision: number;
  /** Share of those that have the class that are given it. */
  readonly recall: number;
  /** Wilson's interval of the recall. */
  readonly recallInterval: readonly [number, number];
  /** Harmonic mean of both. */
  readonly f1: number;
}

/** Rows of like confidence. */
export interface ReliabilityBin {
  /** Rows. */
  readonly clips: number;
  /** Mean probability of the likeliest class. */
  readonly confidence: number;
  /** Share that is right. */
  readonly accuracy: number;
  /** Wilson's. */
  readonly interval: readonly [number, number];
}

/** A part of the rows: a fold, a side, a kind. */
export interface SliceReport {
  /** What it is. */
  readonly name: string;
  /** Rows. */
  readonly clips: number;
  /** Share that is right. */
  readonly accuracy: number;
  /** Wilson's. */
  readonly interval: readonly [number, number];
}

/** How often a model answered, and how often it was right then. */
export interface SelectiveReport {
  /** Rows. */
  readonly clips: number;
  /** Share that is right. */
  readonly accuracy: number;
  /** Wilson's. */
  readonly interval: readonly [number, number];
  /** Clips that were not answered, by reason; one may have several. */
  readonly abstentionReasons: readonly {
    readonly reason: string;
    readonly clips: number;
  }[];
}

/** All of an evaluation but where its answers came from. */
export interface Evaluation {
  /** Rows. */
  readonly clips: number;
  /** Groups with such rows. */
  readonly groups: number;
  /** With 95 % intervals by group. */
  readonly metrics: Readonly<Record<MetricName, Estimate>>;
  /** What the prior alone gives. */
  readonly prior: Metrics;
  /** Share of relabellings by group with a balanced accuracy as high. */
  readonly p: number;
  /** One a class. */
  readonly classes: readonly ClassReport[];
  /** Mean over the classes. */
  readonly macro: AverageMetrics;
  /** Mean over the clips' classes. */
  readonly weighted: AverageMetrics;
  /** Decisions behind accuracy, recall, F1 and the confusion matrix: the model's own, or the class of highest class-balanced score. */
  readonly decision: "model" | "class-balanced score";
  /** Rows are true classes, columns decisions. */
  readonly confusion: readonly (readonly number[])[];
  /** As they were given. */
  readonly slices: readonly SliceReport[];
  /** Bins that hold rows, the least confident first. */
  readonly reliability: readonly ReliabilityBin[];
  /** Accuracy of the decisions, the surest first. */
  readonly riskCoverage: RiskCoverage;
  /** Each class against the rest. */
  readonly roc: readonly RocCurve[];
  /** Of prediction sets, where there are some. */
  readonly sets?: SetCoverage;
  /** Of a model that may abstain. */
  readonly answered?: SelectiveReport;
}

const RESAMPLES = 300;
const PERMUTATIONS = 499;

/**
 * Figures of held-out answers, with intervals. Accuracy, recall, F1 and the confusion matrix are of one
 * decision: the model's own where `decisions` are given, else the class of highest score. Calibration is of
 * the likeliest class.
 *
 * @param options.seed makes intervals and `p` repeatable
 * @throws {RangeError} when lengths differ, or a class, probability or row number is out of range
 *
 * @example
 * ```ts
 * import { evaluate } from "@babycry/babycry/eval";
 * import assert from "node:assert/strict";
 *
 * const said = { data: Float64Array.of(0.9, 0.1, 0.2, 0.8, 0.6, 0.4), rows: 3, columns: 2 };
 * const prior = { ...said, data: new Float64Array(6).fill(0.5) };
 * const { metrics } = evaluate({
 *   labels: ["no_cry", "cry"],
 *   y: Int32Array.of(0, 1, 1),
 *   groups: ["a donor", "another", "another"],
 *   probability: said,
 *   score: said,
 *   prior,
 *   slices: [],
 * }, { seed: 1 });
 * assert.equal(metrics.balancedAccuracy.estimate, 0.75);
 * ```
 */
export function evaluate(
  answers: HeldOutPredictions,
  options: { readonly seed: number },
): Evaluation {
  const { labels, y, groups, score, prior, slices } = answers;
  const { seed } = options;
  const classes = labels.length;
  const all = Array.from(y.keys());
  checkPredictions(answers);
  const judged = scoreRows(answers);
  const { decisions, right, confidence } = judged;
  const metrics = Object.fromEntries(METRICS.map((name) => [
    name,
    groupBootstrap(groups, (rows) => computeMetric(name, rows, judged), {
      resamples: RESAMPLES,
      seed,
    }),
  ])) as Record<MetricName, Estimate>;
  const confusion = confusionMatrix(y, decisions, classes);
  const told = classificationReport(confusion, classes);
  return {
    clips: y.length,
    groups: new Set(groups).size,
    metrics,
    prior: computeMetrics({ y, probability: prior, score: uniform(prior) }),
    p: permutationP((moved) => balanced(y, moved, classes), decisions, groups, {
      permutations: PERMUTATIONS,
      seed,
    }),
    classes: labels.map((label, c) => ({
      label,
      clips: told.support[c]!,
      groups: new Set(groups.filter((_, row) => y[row] === c)).size,
      precision: told.precision[c]!,
      recall: told.recall[c]!,
      recallInterval: wilsonInterval(confusion[c * classes + c]!, told.support[c]!),
      f1: told.f1[c]!,
    })),
    macro: told.macro,
    weighted: told.weighted,
    decision: answers.decisions ? "model" : "class-balanced score",
    confusion: labels.map((_, c) => Array.from(confusion.subarray(c * classes, (c + 1) * classes))),
    slices: slices.map(({ name, rows }) => {
      const hits = rows.filter((row) => decisions[row] === y[row]).length;
      return {
        name,
        clips: rows.length,
        accuracy: hits / rows.length,
        interval: wilsonInterval(hits, rows.length),
      };
    }),
    reliability: reliabilityBins(confidence, right),
    riskCoverage: riskCoverage(confidence, all.map((row) => decisions[row] === y[row])),
    roc: labels.map((_, c) => {
      const own = all.map((row) => Number(y[row] === c));
      return rocCurve(own, all.map((row) => score.data[row * classes + c]!));
    }),
    ...(answers.sets ? { sets: setCoverage(answers, answers.sets, { seed }) } : {}),
    ...(answers.abstentionReasons
      ? { answered: answeredOf(answers.abstentionReasons, all, decisions, y) }
      : {}),
  };
}

function checkPredictions(
  { labels, y, groups, probability, prior, slices, sets, abstentionReasons }: HeldOutPredictions,
): void {
  const action = "Evaluating answers";
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

/** Scores of one who weighs classes alike and has heard nothing. */
function uniform({ rows, columns }: Matrix): Matrix {
  return { data: new Float64Array(rows * columns).fill(1 / columns), rows, columns };
}

function answeredOf(
  why: readonly (readonly string[])[],
  all: readonly number[],
  decisions: Int32Array,
  y: Int32Array,
): SelectiveReport {
  const answered = all.filter((row) => why[row]!.length === 0);
  const hits = answered.filter((row) => decisions[row] === y[row]).length;
  return {
    clips: answered.length,
    accuracy: hits / answered.length,
    interval: wilsonInterval(hits, answered.length),
    abstentionReasons: [...new Set(why.flat())].map((reason) => ({
      reason,
      clips: why.filter((of) => of.includes(reason)).length,
    })),
  };
}

function balanced(y: Int32Array, decisions: Int32Array, classes: number): number {
  return classificationReport(confusionMatrix(y, decisions, classes), classes).balancedAccuracy;
}

function reliabilityBins(
  confidence: readonly number[],
  right: readonly boolean[],
): ReliabilityBin[] {
  return Array.from({ length: BINS }, (_, bin) => {
    const rows = [...confidence.keys()].filter((row) =>
      Math.min(BINS - 1, Math.max(0, Math.ceil(confidence[row]! * BINS) - 1)) === bin
    );
    const hits = rows.filter((row) => right[row]).length;
    return {
      clips: rows.length,
      confidence: rows.reduce((sum, row) => sum + confidence[row]!, 0) / rows.length,
      accuracy: hits / rows.length,
      interval: wilsonInterval(hits, rows.length),
    };
  }).filter((bin) => bin.clips > 0);
}
