import type { AbstentionReason } from "../prediction/prediction.ts";

/** What a model said of a clip, in the labels of a dataset. */
export interface ScoredPrediction {
  /** By label, in the model's order; sum 1. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** What it decided; what it would have said, where it did not answer. */
  readonly label: string;
  /** Why it did not answer; empty where it did. */
  readonly abstentionReasons: readonly AbstentionReason[];
  /** Its prediction set, where it has one. */
  readonly predictionSet?: { readonly coverage: number; readonly labels: readonly string[] };
}

/** An answer as `classify --json` prints it. */
export interface AnswerJson {
  readonly cry?: CertaintyJson & {
    readonly label: string;
    readonly probability: number;
    readonly threshold: number;
  };
  readonly valence?: CertaintyJson & {
    readonly label: string;
    readonly prob_positive: number;
    readonly prob_distress: number;
  };
  readonly reason?: CertaintyJson & {
    readonly label: string;
    readonly all_probs: Readonly<Record<string, number>>;
  };
}

interface CertaintyJson {
  readonly abstention_reasons?: readonly AbstentionReason[];
  readonly prediction_set?: { readonly coverage: number; readonly labels: readonly string[] };
}

/** What a dataset asks a model for. */
export type EvaluationTask =
  | { readonly task: "cry"; readonly positive: string; readonly negative: string }
  | { readonly task: "valence" }
  | { readonly task: "reason" };

const VALENCE = ["positive", "distress"];

/** @param positive the label that a detector is to find, where there is one */
export function inferTask(
  labels: ReadonlySet<string>,
  positive: string | undefined,
): EvaluationTask {
  if (positive !== undefined) return { task: "cry", positive, negative: `no_${positive}` };
  return VALENCE.some((label) => labels.has(label)) ? { task: "valence" } : { task: "reason" };
}

/** @throws {SyntaxError} when the answer is to another question */
export function toScoredPrediction(answer: AnswerJson, question: EvaluationTask): ScoredPrediction {
  const given = answer[question.task];
  if (!given) {
    const tasks = (["cry", "valence", "reason"] as const).filter((task) => answer[task]);
    throw new SyntaxError(
      `Evaluating: the model answers ${tasks.join(", ") || "nothing"}, the labels ask for ` +
        `${question.task}; a model of cry needs --positive LABEL: what it is to detect`,
    );
  }
  const { abstention_reasons: abstentionReasons = [], prediction_set: predictionSet } = given;
  const certain = { abstentionReasons, ...(predictionSet ? { predictionSet } : {}) };
  if (question.task === "cry") {
    const { positive, negative } = question;
    const { probability, threshold } = answer.cry!;
    const name = (label: string) => label === "cry" ? positive : negative;
    return {
      probabilities: { [negative]: 1 - probability, [positive]: probability },
      label: name(probability >= threshold ? "cry" : "no_cry"),
      abstentionReasons,
      ...(predictionSet
        ? { predictionSet: { ...predictionSet, labels: predictionSet.labels.map(name) } }
        : {}),
    };
  }
  if (question.task === "valence") {
    const { prob_positive: positive, prob_distress: distress, label } = answer.valence!;
    const likely = positive >= distress ? "positive" : "distress";
    return {
      probabilities: { distress, positive },
      label: VALENCE.includes(label) ? label : likely,
      ...certain,
    };
  }
  return { ...fromProbabilities(answer.reason!.all_probs), ...certain };
}

/** A model that says its likeliest label. */
export function fromProbabilities(
  probabilities: Readonly<Record<string, number>>,
): ScoredPrediction {
  const [label] = Object.entries(probabilities).reduce((best, one) =>
    one[1] > best[1] ? one : best
  );
  return { probabilities, label, abstentionReasons: [] };
}
