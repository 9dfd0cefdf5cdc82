/**
 * What held-out answers are worth, beside what is reached without hearing anything.
 *
 * @module
 */
import type { Matrix } from "../types.ts";
import { permutationP } from "./audit/blind_rules.ts";
import { classFigures, confusionMatrix } from "./class_figures.ts";
import { type Estimate, groupBootstrap } from "./group_bootstrap.ts";
import { oneAgainstRest } from "./one_against_rest.ts";
import { bestClasses, brierSum, calibrationError, logLoss } from "./probability_figures.ts";
import { type RiskCoverage, riskCoverage } from "./risk_coverage.ts";
import { rocAuc } from "./roc.ts";
import { averagePrecision, type RocCurve, rocCurve } from "./threshold_curves.ts";
import { wilsonInterval } from "./wilson_interval.ts";

/** Answers to evaluate. */
export interface Answers {
  readonly labels: readonly string[];
  /** Class of each row. */
  readonly y: Int32Array;
  readonly groups: readonly string[];
  readonly probability: Matrix;
  /** What ranks rows and decides where classes are weighed alike, `[rows, classes]`. */
  readonly score: Matrix;
  /** Class shares that were known before hearing the row. */
  readonly prior: Matrix;
  /** Decisions that weigh classes alike; by default the largest score. */
  readonly decisions?: Int32Array;
  /** A part of the rows each, for the cells of the report. */
  readonly cells: readonly { readonly name: string; readonly rows: readonly number[] }[];
}

/** A class, and how well it is told. */
export interface ClassReport {
  readonly label: string;
  readonly clips: number;
  readonly groups: number;
  readonly precision: number;
  readonly recall: number;
  /** Wilson's interval of the recall. */
  readonly recallInterval: readonly [number, number];
  readonly f1: number;
}

/** Rows of like confidence. */
export interface ReliabilityBin {
  readonly clips: number;
  readonly confidence: number;
  readonly accuracy: number;
  /** Wilson's. */
  readonly interval: readonly [number, number];
}

/** A part of the rows: a fold, a side, a kind. */
export interface CellReport {
  readonly name: string;
  readonly clips: number;
  readonly accuracy: number;
  /** Wilson's. */
  readonly interval: readonly [number, number];
}

/** The figures with intervals by group. */
export type FigureName = typeof FIGURES[number];
const FIGURES = [
  "accuracy",
  "balancedAccuracy",
  "macroF1",
  "rocAuc",
  "averagePrecision",
  "logLoss",
  "brier",
  "calibrationError",
] as const;

/** All of an evaluation but where its answers came from. */
export interface Evaluation {
  readonly clips: number;
  readonly groups: number;
  readonly figures: Readonly<Record<FigureName, Estimate>>;
  /** What the prior alone gives. */
  readonly prior: { readonly accuracy: number; readonly logLoss: number; readonly brier: number };
  /** Share of relabellings by group with a balanced accuracy as high. */
  readonly p: number;
  readonly classes: readonly ClassReport[];
  /** Rows are true classes, columns decisions that weigh classes alike. */
  readonly confusion: readonly (readonly number[])[];
  readonly cells: readonly CellReport[];
  readonly reliability: readonly ReliabilityBin[];
  readonly riskCoverage: RiskCoverage;
  /** Each class against the rest. */
  readonly roc: readonly RocCurve[];
}

const BINS = 10;
const RESAMPLES = 300;
const PERMUTATIONS = 499;

/**
 * Accuracy is of the likeliest class; balanced accuracy, F1 and the confusion matrix are of the one with
 * the highest score, and so are the curves of each class against the rest.
 */
export function evaluate(answers: Answers, options: { readonly seed: number }): Evaluation {
  const { labels, y, groups, probability, score, prior, cells } = answers;
  const { seed } = options;
  const classes = labels.length;
  const all = Array.from(y.keys());
  const likely = bestClasses(probability);
  const typical = answers.decisions ?? bestClasses(score);
  const right = all.map((row) => likely[row] === y[row]);
  const confidence = all.map((row) => probability.data[row * classes + likely[row]!]!);

  const figures = Object.fromEntries(FIGURES.map((name) => [
    name,
    groupBootstrap(
      groups,
      (rows) =>
        figure(name, rows, { y, likely, typical, probability, score, classes, confidence, right }),
      { resamples: RESAMPLES, seed },
    ),
  ])) as Record<FigureName, Estimate>;
  const confusion = confusionMatrix(y, typical, classes);
  const told = classFigures(confusion, classes);
  const blind = bestClasses(prior);
  return {
    clips: y.length,
    groups: new Set(groups).size,
    figures,
    prior: {
      accuracy: all.filter((row) => blind[row] === y[row]).length / y.length,
      logLoss: logLoss(prior, y),
      brier: brierSum(prior, y),
    },
    p: permutationP((moved) => balanced(y, moved, classes), typical, groups, {
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
    confusion: labels.map((_, c) => Array.from(confusion.subarray(c * classes, (c + 1) * classes))),
    cells: cells.map(({ name, rows }) => {
      const hits = rows.filter((row) => typical[row] === y[row]).length;
      return {
        name,
        clips: rows.length,
        accuracy: hits / rows.length,
        interval: wilsonInterval(hits, rows.length),
      };
    }),
    reliability: reliabilityBins(confidence, right),
    riskCoverage: riskCoverage(confidence, right),
    roc: labels.map((_, c) => {
      const own = all.map((row) => Number(y[row] === c));
      return rocCurve(own, all.map((row) => score.data[row * classes + c]!));
    }),
  };
}

interface Judged {
  readonly y: Int32Array;
  readonly likely: Int32Array;
  readonly typical: Int32Array;
  readonly probability: Matrix;
  readonly score: Matrix;
  readonly classes: number;
  readonly confidence: readonly number[];
  readonly right: readonly boolean[];
}

function figure(name: FigureName, rows: readonly number[], judged: Judged): number {
  const { y, likely, typical, probability, score, classes, confidence, right } = judged;
  const labels = rows.map((row) => y[row]!);
  const some = (of: Matrix): Matrix => {
    const data = new Float64Array(rows.length * classes);
    rows.forEach((row, i) =>
      data.set(of.data.subarray(row * classes, (row + 1) * classes), i * classes)
    );
    return { data, rows: rows.length, columns: classes };
  };
  const decided = (by: Int32Array) =>
    classFigures(confusionMatrix(labels, rows.map((row) => by[row]!), classes), classes);
  switch (name) {
    case "accuracy":
      return decided(likely).accuracy;
    case "balancedAccuracy":
      return decided(typical).balancedAccuracy;
    case "macroF1":
      return decided(typical).macro.f1;
    case "rocAuc":
      return oneAgainstRest(some(score), labels, rocAuc).macro;
    case "averagePrecision":
      return oneAgainstRest(some(score), labels, averagePrecision).macro;
    case "logLoss":
      return logLoss(some(probability), labels);
    case "brier":
      return brierSum(some(probability), labels);
    case "calibrationError":
      return calibrationError(
        rows.map((row) => confidence[row]!),
        rows.map((row) => right[row]!),
        BINS,
      );
  }
}

function balanced(y: Int32Array, decisions: Int32Array, classes: number): number {
  return classFigures(confusionMatrix(y, decisions, classes), classes).balancedAccuracy;
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
