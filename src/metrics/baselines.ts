/**
 * Audio-free baselines: predictions from labels, groups, sessions and file attributes alone.
 *
 * @module
 */
import type { FileMetadata, Matrix } from "../types.ts";
import { checkLabels, checkRows } from "./check_rows.ts";
import { classificationReport, confusionMatrix } from "./classification_report.ts";
import { attributeValues, numbered } from "./file_attributes.ts";
import { computeMetrics, type Metrics } from "./metrics.ts";

/** Training and test rows of one fit; no row is in both. */
export interface Fold {
  /** Fold number, or name of the held-out value. */
  readonly name: string;
  /** Training rows. */
  readonly train: readonly number[];
  /** Held-out rows. */
  readonly test: readonly number[];
}

/** Metrics of an audio-free baseline on the folds of a model. */
export interface BaselineScore extends Metrics {
  /** Property that the baseline reads, such as `majority`, `same_group` or `duration`. */
  readonly rule: string;
}

/** Accuracy of an audio-free baseline in an audit. */
export interface AudioFreeBaseline {
  /** Property that the baseline reads, such as `majority`, `same_group` or `duration`. */
  readonly rule: string;
  /** Accuracy of the most common label of the property's value, 0 to 1. */
  readonly accuracy: number;
  /** Mean recall of the label whose clips have the value most often; chance is 1 / classes. */
  readonly balancedAccuracy: number;
  /** Permutation p value of the balanced accuracy; only for file attributes. */
  readonly p?: number;
}

/** Properties of the rows without their audio. */
export interface BaselineInput {
  /** Class index of each row. */
  readonly y: Int32Array;
  /** Number of classes. */
  readonly classes: number;
  /** File metadata of each row. */
  readonly facts: readonly FileMetadata[];
  /** Group of each row. */
  readonly groups: readonly string[];
  /** Session of each row, where known. */
  readonly sessions: readonly (string | undefined)[];
}

/**
 * Evaluates audio-free baselines on the folds of a model: the majority class, the labels of the
 * same group and session if a fold shares them, and each file attribute. The probabilities of a row
 * are the class shares of the training rows with the same value, smoothed by one row of the prior.
 *
 * @throws {RangeError} when lengths differ, or a class or row number is out of range
 */
export function audioFreeBaselines(input: BaselineInput, folds: readonly Fold[]): BaselineScore[] {
  const { facts, groups, sessions } = input;
  const action = "Evaluating baselines";
  checkRows(action, { labels: input.y, facts, groups, sessions });
  checkLabels(action, input.y, input.classes);
  for (const { train, test } of folds) {
    checkLabels(`${action}, rows of a fold`, [...train, ...test], input.y.length);
  }
  const values: Record<string, Int32Array> = {
    same_group: numbered(groups),
    same_session: numbered(sessions),
    ...attributeValues(facts),
  };
  const y = Int32Array.from(folds.flatMap(({ test }) => test), (row) => input.y[row]!);
  return [
    { rule: "majority", ...computeMetrics({ y, ...majorityPredictions(input, folds) }) },
    ...Object.entries(values).map(([rule, value]) => ({
      rule,
      ...computeMetrics({ y, ...valuePredictions(input, value, folds) }),
    })),
  ];
}

/** Scores the class that is most common among all rows. */
export function scoreMajority(y: Int32Array, classes: number): Omit<AudioFreeBaseline, "rule"> {
  const { totals } = countClasses(y, new Int32Array(y.length), [...y.keys()], classes);
  const decisions = new Int32Array(y.length).fill(firstMaximum(totals));
  return scoreDecisions(y, { common: decisions, typical: decisions }, classes);
}

/**
 * Scores the classes of the training rows with the same value, fold by fold.
 *
 * @param values an attribute as {@link attributeValues} encodes it
 * @param folds every row is held out once
 */
export function scoreAttribute(
  y: Int32Array,
  values: Int32Array,
  folds: readonly Fold[],
  classes: number,
): Omit<AudioFreeBaseline, "rule"> {
  const decisions = { common: new Int32Array(y.length), typical: new Int32Array(y.length) };
  for (const { train, test } of folds) {
    const counts = countClasses(y, values, train, classes);
    for (const row of test) decide(counts.of(values[row]!), counts.totals, row, decisions);
  }
  return scoreDecisions(y, decisions, classes);
}

/**
 * Scores the classes of the other rows of the same unit; of all other rows where a unit has one
 * row.
 *
 * @param units a number for each group or session
 */
export function scoreSiblings(
  y: Int32Array,
  units: Int32Array,
  classes: number,
): Omit<AudioFreeBaseline, "rule"> {
  const decisions = { common: new Int32Array(y.length), typical: new Int32Array(y.length) };
  const counts = countClasses(y, units, [...y.keys()], classes);
  y.forEach((label, row) => {
    const [siblings, others] = [counts.of(units[row]!).slice(), counts.totals.slice()];
    siblings[label]!--;
    others[label]!--;
    decide(siblings, others, row, decisions);
  });
  return scoreDecisions(y, decisions, classes);
}

/** Number of rows of each class. */
interface ClassCounts {
  /** Counts of all rows, `[classes]`. */
  readonly totals: Float64Array;
  /** Counts of the rows with a value, `[classes]`. */
  of(value: number): Float64Array;
}

function countClasses(
  y: Int32Array,
  values: Int32Array,
  rows: readonly number[],
  classes: number,
): ClassCounts {
  const totals = new Float64Array(classes);
  const size = values.reduce((max, value) => Math.max(max, value), 0) + 1;
  const counts = new Float64Array(size * classes);
  for (const row of rows) {
    totals[y[row]!]!++;
    counts[values[row]! * classes + y[row]!]!++;
  }
  return { totals, of: (value) => counts.subarray(value * classes, (value + 1) * classes) };
}

/** Classes of each row by two decision rules. */
interface BaselineDecisions {
  readonly common: Int32Array;
  readonly typical: Int32Array;
}

/** Decides a row from the rows with the same value, or from all rows where there are none. */
function decide(
  count: Float64Array,
  totals: Float64Array,
  row: number,
  { common, typical }: BaselineDecisions,
): void {
  const isKnown = count.some((n) => n > 0);
  common[row] = firstMaximum(isKnown ? count : totals);
  typical[row] = isKnown ? firstMaximum(count.map((n, c) => n / (totals[c]! || 1))) : common[row]!;
}

function scoreDecisions(
  y: Int32Array,
  { common, typical }: BaselineDecisions,
  classes: number,
): Omit<AudioFreeBaseline, "rule"> {
  const report = (by: Int32Array) => classificationReport(confusionMatrix(y, by, classes), classes);
  return {
    accuracy: report(common).accuracy,
    balancedAccuracy: report(typical).balancedAccuracy,
  };
}

/** Predictions of the test rows of all folds, `[rows, classes]`. */
interface BaselinePredictions {
  readonly probability: Matrix;
  readonly score: Matrix;
}

/** Predicts the majority class of the training rows with certainty. */
function majorityPredictions(
  { y, classes }: BaselineInput,
  folds: readonly Fold[],
): BaselinePredictions {
  const values = new Int32Array(y.length);
  const probability = folds.flatMap(({ train, test }) => {
    const best = firstMaximum(countClasses(y, values, train, classes).totals);
    return test.flatMap(() => Array.from({ length: classes }, (_, c) => Number(c === best)));
  });
  const matrix = toMatrix(probability, classes);
  return { probability: matrix, score: matrix };
}

function valuePredictions(
  { y, classes }: BaselineInput,
  values: Int32Array,
  folds: readonly Fold[],
): BaselinePredictions {
  const probability: number[] = [];
  const score: number[] = [];
  for (const { train, test } of folds) {
    const counts = countClasses(y, values, train, classes);
    const prior = counts.totals.map((count) => count / train.length);
    for (const row of test) {
      const smoothed = counts.of(values[row]!).map((n, c) => n + prior[c]!);
      probability.push(...toSumOne(smoothed));
      score.push(...toSumOne(smoothed.map((n, c) => prior[c]! > 0 ? n / prior[c]! : 0)));
    }
  }
  return { probability: toMatrix(probability, classes), score: toMatrix(score, classes) };
}

function firstMaximum(values: Float64Array): number {
  return values.indexOf(Math.max(...values));
}

function toSumOne(values: Float64Array): Float64Array {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}

function toMatrix(values: readonly number[], columns: number): Matrix {
  return { data: Float64Array.from(values), rows: values.length / columns, columns };
}
