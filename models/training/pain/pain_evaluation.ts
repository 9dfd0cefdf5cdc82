/**
 * Evaluation of `cry-pain` on infants that the model was not fitted, chosen and calibrated on.
 *
 * @module
 */
import { fitPriorScale, scaleProbabilities } from "../../../src/fit/calibration/prior_scale.ts";
import { repeatRow, stackRows } from "../../../src/fit/rows.ts";
import {
  classificationReport,
  confusionMatrix,
} from "../../../src/metrics/classification_report.ts";
import type { Estimate } from "../../../src/metrics/group_bootstrap.ts";
import { rocAuc } from "../../../src/metrics/roc.ts";
import { predictionSet } from "../../../src/prediction/prediction_set.ts";
import { createRandom } from "../../../src/random.ts";
import { estimate } from "../evaluate/estimate.ts";
import { quantilesByLabel } from "../evaluate/held_out_sets.ts";
import { type Condition, CONDITIONS, LABELS, type PainRecording } from "./pain_recordings.ts";
import {
  type Candidate,
  examplesByInfant,
  fitPain,
  logLoss,
  type ScoredExample,
  scorePain,
  type SearchResult,
} from "./pain_search.ts";

/** Coverage of the prediction sets; more than 85% of the answers to held-out infants are then right. */
export const COVERAGE = 0.9;
/** Shares of the labels: the set has more baths than vaccinations because they were recorded so. */
export const PRIOR: Float64Array = new Float64Array(LABELS.length).fill(1 / LABELS.length);

/** Calibration of class-balanced probabilities. */
export interface PainCalibration {
  /** Exponent of the probabilities. */
  readonly scale: number;
  /** Scores of the prediction sets. */
  readonly scores: Readonly<Record<string, readonly number[]>>;
}

/** Example with its answer. */
interface Answered extends ScoredExample {
  readonly answer: typeof LABELS[number] | "unknown";
}

/** Figures of a condition. */
export interface PainFigures {
  readonly balancedAccuracy: Estimate;
  readonly auc: Estimate;
  /** Log loss with equal votes of the situations; that of the prior is ln 2. */
  readonly logLoss: Estimate;
  /** Share of recordings with an answer. */
  readonly answered: Estimate;
  /** Share of answers that are right, recordings counted once. */
  readonly right: Estimate;
  /** The same with equal votes of the situations. */
  readonly rightBalanced: Estimate;
}

/** Calibrates on scores of held-out infants. */
export function calibrate(scored: readonly ScoredExample[]): PainCalibration {
  const balanced = stackRows(scored.map(({ probabilities }) => Object.values(probabilities)));
  return {
    scale: fitPriorScale(balanced, repeatRow(PRIOR, scored.length), scored.map(({ y }) => y)),
    scores: quantilesByLabel(scored),
  };
}

/** Evaluates each infant by the search and the calibration without it. */
export function painFigures({ byInfant }: SearchResult): Record<Condition, PainFigures> {
  const answered = byInfant.flatMap(({ scored, others }) => {
    const { scale, scores } = calibrate(others);
    return scored.map((one) => {
      const values = Object.values(one.probabilities);
      const set = predictionSet(LABELS, values, { scores }, COVERAGE).labels;
      const { data } = scaleProbabilities(stackRows([values]), repeatRow(PRIOR, 1), scale);
      return {
        ...answer(one, set),
        probabilities: { discomfort: data[0]!, pain: data[1]! },
      };
    });
  });
  const figuresOf = (condition: Condition): PainFigures => {
    const own = answered.filter((one) => one.condition === condition);
    return {
      balancedAccuracy: estimate(own, balancedAccuracy),
      auc: estimate(own, auc),
      logLoss: estimate(own, logLoss),
      answered: estimate(own, (rows) => share(rows, isAnswer)),
      right: estimate(own, (rows) => share(rows.filter(isAnswer), isRight)),
      rightBalanced: estimate(own, rightShare),
    };
  };
  return Object.fromEntries(
    CONDITIONS.map((condition) => [condition, figuresOf(condition)]),
  ) as Record<Condition, PainFigures>;
}

/**
 * Tests whether situations can be exchanged: the labels of the two situations are swapped in a random half
 * of the infants, and the candidate is fitted and evaluated again. An infant with one situation keeps its
 * label.
 *
 * @returns share of swaps with at least the balanced accuracy, counting the true labels, by condition
 */
export async function permutationP(
  recordings: readonly PainRecording[],
  { best, scored }: SearchResult,
  permutations: number,
): Promise<Record<Condition, number>> {
  const random = createRandom("pain permutations", 1);
  const situations = Map.groupBy(recordings, ({ group }) => group);
  const asGood = CONDITIONS.map(() => 1);
  const accuracies = (rows: readonly ScoredExample[]) =>
    CONDITIONS.map((condition) =>
      balancedAccuracy(rows.filter((one) => one.condition === condition))
    );
  const observed = accuracies(scored);
  for (let i = 0; i < permutations; i++) {
    const swapped = new Set(
      [...situations].filter(([, own]) =>
        new Set(own.map(({ y }) => y)).size === LABELS.length && random.uniform() < 0.5
      ).map(([group]) => group),
    );
    const moved = recordings.map((one) => swapped.has(one.group) ? { ...one, y: 1 - one.y } : one);
    accuracies(await holdOutInfants(moved, best)).forEach((accuracy, at) => {
      if (accuracy >= observed[at]!) asGood[at]!++;
    });
  }
  return Object.fromEntries(
    CONDITIONS.map((condition, at) => [condition, asGood[at]! / (permutations + 1)]),
  ) as Record<Condition, number>;
}

/** Scores every infant by a fit of the candidate without it. */
export async function holdOutInfants(
  recordings: readonly PainRecording[],
  candidate: Candidate,
): Promise<ScoredExample[]> {
  const infants = examplesByInfant(recordings);
  const scored: ScoredExample[] = [];
  for (const own of infants) {
    const head = await fitPain(infants.filter((other) => other !== own).flat(), candidate);
    scored.push(...scorePain(head, own, candidate));
  }
  return scored;
}

function balancedAccuracy(rows: readonly ScoredExample[]): number {
  const decided = rows.map(({ probabilities: { pain } }) => Number(pain > 0.5));
  const confusion = confusionMatrix(rows.map(({ y }) => y), decided, LABELS.length);
  return classificationReport(confusion, LABELS.length).balancedAccuracy;
}

function auc(rows: readonly ScoredExample[]): number {
  return rocAuc(rows.map(({ y }) => y), rows.map(({ probabilities: { pain } }) => pain));
}

/** Answers with the more probable label if it is the only one in the prediction set. */
function answer(one: ScoredExample, set: readonly string[]): Answered {
  const label = one.probabilities.pain > 0.5 ? "pain" : "discomfort";
  return { ...one, answer: set.length === 1 && set[0] === label ? label : "unknown" };
}

function isAnswer({ answer }: Answered): boolean {
  return answer !== "unknown";
}

function isRight({ answer, label }: Answered): boolean {
  return answer === label;
}

function share(rows: readonly Answered[], isOne: (row: Answered) => boolean): number {
  return rows.filter(isOne).length / rows.length;
}

/** Computes the share of answers that are right, infants and their situations with equal votes. */
function rightShare(rows: readonly Answered[]): number {
  const votes = (some: readonly Answered[]) => some.reduce((sum, { weight }) => sum + weight, 0);
  return votes(rows.filter(isRight)) / votes(rows.filter(isAnswer));
}
