/**
 * Rules that never hear the audio, held to the folds of a model.
 *
 * @module
 */
import type { FileFacts } from "../data/file_facts.ts";
import { attributeValues, numbered } from "./audit/blind_rules.ts";
import { classFigures, confusionMatrix } from "./class_figures.ts";
import type { Fold } from "./protocols.ts";

/** What a rule scores on the same folds as the model. */
export interface RuleScore {
  readonly rule: string;
  /** Of the likeliest answers. */
  readonly accuracy: number;
  /** Of the most typical answers. */
  readonly balancedAccuracy: number;
}

/** What is known of the rows without hearing them. */
export interface BlindInput {
  readonly y: Int32Array;
  readonly classes: number;
  readonly facts: readonly FileFacts[];
  readonly groups: readonly string[];
  /** Each row's, where there is one. */
  readonly sessions: readonly (string | undefined)[];
}

/** The majority, the same group and session where a fold lets them through, and what the files show. */
export function blindAnswers(input: BlindInput, folds: readonly Fold[]): RuleScore[] {
  const { y, classes, facts, groups, sessions } = input;
  const values: Record<string, Int32Array> = {
    majority: new Int32Array(y.length),
    same_group: numbered(groups),
    same_session: numbered(sessions.map((session, row) => session ?? `\u0000${row}`)),
    ...attributeValues(facts),
  };
  const tested = folds.flatMap(({ test }) => test);
  const labels = tested.map((row) => y[row]!);
  return Object.entries(values).map(([rule, value]) => {
    const answers = folds.flatMap((fold) => answersOf(y, value, fold, classes));
    const score = (which: "likely" | "typical") =>
      classFigures(confusionMatrix(labels, answers.map((one) => one[which]), classes), classes);
    return {
      rule,
      accuracy: score("likely").accuracy,
      balancedAccuracy: rule === "majority"
        ? score("likely").balancedAccuracy
        : score("typical").balancedAccuracy,
    };
  });
}

function answersOf(
  y: Int32Array,
  values: Int32Array,
  { train, test }: Fold,
  classes: number,
): { likely: number; typical: number }[] {
  const totals = new Float64Array(classes);
  const counts = new Map<number, Float64Array>();
  for (const row of train) {
    const count = counts.get(values[row]!) ?? new Float64Array(classes);
    count[y[row]!]!++;
    totals[y[row]!]!++;
    counts.set(values[row]!, count);
  }
  const best = (scores: Float64Array) => scores.indexOf(Math.max(...scores));
  return test.map((row) => {
    const count = counts.get(values[row]!) ?? totals;
    const likely = best(count);
    const typical = count === totals ? likely : best(count.map((n, c) => n / (totals[c]! || 1)));
    return { likely, typical };
  });
}
