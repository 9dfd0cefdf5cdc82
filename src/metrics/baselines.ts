/**
 * Rules that never hear the audio, held to the folds of a model.
 *
 * @module
 */
import type { FileMetadata } from "../types.ts";
import { checkLabels, checkRows } from "./check_rows.ts";
import type { Matrix } from "../types.ts";
import { attributeValues, numbered } from "./audio_free_rules.ts";
import { computeMetrics, type Metrics } from "./metrics.ts";

/** One fit: no row in both. */
export interface Fold {
  /** A number, or what is held out. */
  readonly name: string;
  /** Rows to learn from. */
  readonly train: readonly number[];
  /** Rows that are held out. */
  readonly test: readonly number[];
}

/** What a rule scores on the same folds as the model. */
export interface BaselineScore extends Metrics {
  /** What it looks at. */
  readonly rule: string;
}

/** What is known of the rows without hearing them. */
export interface BaselineInput {
  /** Class of each row. */
  readonly y: Int32Array;
  /** How many classes there are. */
  readonly classes: number;
  /** Of each row's file. */
  readonly facts: readonly FileMetadata[];
  /** Group of each row. */
  readonly groups: readonly string[];
  /** Each row's, where there is one. */
  readonly sessions: readonly (string | undefined)[];
}

/**
 * The majority, the same group and session where a fold lets them through, and what the files show.
 * A rule says the class shares of the rows with the same value, and one more of the prior.
 *
 * @throws {RangeError} when lengths differ, or a class or row number is out of range
 */
export function audioFreeBaselines(input: BaselineInput, folds: readonly Fold[]): BaselineScore[] {
  const { facts, groups, sessions } = input;
  const action = "Evaluating rules";
  checkRows(action, { labels: input.y, facts, groups, sessions });
  checkLabels(action, input.y, input.classes);
  for (const { train, test } of folds) {
    checkLabels(`${action}, rows of a fold`, [...train, ...test], input.y.length);
  }
  const values: Record<string, Int32Array> = {
    same_group: numbered(groups),
    same_session: numbered(sessions.map((session, row) => session ?? `\u0000${row}`)),
    ...attributeValues(facts),
  };
  const y = Int32Array.from(folds.flatMap(({ test }) => test), (row) => input.y[row]!);
  return [
    { rule: "majority", ...computeMetrics({ y, ...majorityAnswers(input, folds) }) },
    ...Object.entries(values).map(([rule, value]) => ({
      rule,
      ...computeMetrics({ y, ...ruleAnswers(input, value, folds) }),
    })),
  ];
}

interface RuleAnswers {
  readonly probability: Matrix;
  readonly score: Matrix;
}

/** Certain of the commonest class of the rows that were learned from. */
function majorityAnswers(
  { y, classes }: BaselineInput,
  folds: readonly Fold[],
): RuleAnswers {
  const probability = folds.flatMap(({ train, test }) => {
    const counts = countClasses(y, train, classes);
    const best = counts.indexOf(Math.max(...counts));
    return test.flatMap(() => Array.from(counts, (_, c) => Number(c === best)));
  });
  const matrix = toMatrix(probability, classes);
  return { probability: matrix, score: matrix };
}

function ruleAnswers(
  { y, classes }: BaselineInput,
  values: Int32Array,
  folds: readonly Fold[],
): RuleAnswers {
  const probability: number[] = [];
  const score: number[] = [];
  for (const { train, test } of folds) {
    const prior = countClasses(y, train, classes).map((count) => count / train.length);
    const counts = new Map<number, Float64Array>();
    for (const row of train) {
      const count = counts.get(values[row]!) ?? new Float64Array(classes);
      count[y[row]!]!++;
      counts.set(values[row]!, count);
    }
    for (const row of test) {
      const count = counts.get(values[row]!) ?? new Float64Array(classes);
      const said = count.map((n, c) => n + prior[c]!);
      probability.push(...toSumOne(said));
      score.push(...toSumOne(said.map((n, c) => prior[c]! > 0 ? n / prior[c]! : 0)));
    }
  }
  return { probability: toMatrix(probability, classes), score: toMatrix(score, classes) };
}

function countClasses(y: Int32Array, rows: readonly number[], classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (const row of rows) counts[y[row]!]!++;
  return counts;
}

function toSumOne(values: Float64Array): Float64Array {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}

function toMatrix(values: readonly number[], columns: number): Matrix {
  return { data: Float64Array.from(values), rows: values.length / columns, columns };
}
