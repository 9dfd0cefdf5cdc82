import type { BaseManifest, ModelManifest } from "../models/manifest.ts";
import type { AbstentionReason } from "../prediction/prediction.ts";

/** Prediction of a clip in the labels of a dataset. */
export interface ScoredPrediction {
  /** Probability of each label, in the order of the model; sum 1. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** Decided label, before abstention. */
  readonly label: string;
  /** Reasons why the model abstains; empty if it answers. */
  readonly abstentionReasons: readonly AbstentionReason[];
  /** Prediction set, if the model has sets. */
  readonly predictionSet?: { readonly coverage: number; readonly labels: readonly string[] };
}

/** Part of the output of `toJson` and `classify --json` that an evaluation reads. */
export interface PredictionJson {
  /** Prediction of a cry model. */
  readonly cry?: AbstentionJson & {
    readonly label: string;
    readonly probability: number;
    readonly threshold: number;
  };
  /** Prediction of a valence model. */
  readonly valence?: AbstentionJson & {
    readonly label: string;
    readonly prob_positive: number;
    readonly prob_distress: number;
  };
  /** Prediction of a reason model. */
  readonly reason?: AbstentionJson & {
    readonly label: string;
    readonly all_probs: Readonly<Record<string, number>>;
  };
}

/** Abstention and prediction set of a prediction in JSON. */
export interface AbstentionJson {
  /** Reasons why the model abstains; empty or absent if it answers. */
  readonly abstention_reasons?: readonly AbstentionReason[];
  /** Prediction set, if the model has sets. */
  readonly prediction_set?: { readonly coverage: number; readonly labels: readonly string[] };
}

/**
 * Saved prediction of a clip: as `toJson` writes it, the probability of each label, or the error of
 * a clip that could not be classified.
 */
export type SavedPrediction =
  | PredictionJson
  | { readonly probabilities: Readonly<Record<string, number>> }
  | { readonly error: { readonly message: string } };

/** Saved predictions by the path of the clip. */
export type SavedPredictions = ReadonlyMap<string, SavedPrediction>;

/** Prediction that an evaluation reads. */
export type EvaluationTask =
  | { readonly task: "cry"; readonly positive: string; readonly negative: string }
  | { readonly task: "valence" }
  | { readonly task: "reason" };

const TASKS = ["cry", "valence", "reason"] as const;
const VALENCE: readonly string[] = ["positive", "distress"];

/**
 * Infers the task from the labels of a dataset: `cry` if there is a label to detect, `valence` for
 * `positive` and `distress`, else `reason`.
 *
 * @param options.positive label to detect. Default: the label that a cry model was fitted to
 *   detect, if the dataset has it
 * @param options.models models that predict
 */
export function inferTask(
  labels: ReadonlySet<string>,
  options: {
    readonly positive?: string | undefined;
    readonly models: readonly Pick<ModelManifest, "task" | "training">[];
  },
): EvaluationTask {
  const isValence = VALENCE.some((label) => labels.has(label));
  const fitted = isValence ? undefined : options.models.find(({ task }) => task === "cry");
  const positive = options.positive ?? fittedPositive(labels, fitted);
  if (positive !== undefined) return { task: "cry", positive, negative: `no_${positive}` };
  return { task: isValence ? "valence" : "reason" };
}

function fittedPositive(
  labels: ReadonlySet<string>,
  model: Pick<BaseManifest, "training"> | undefined,
): string | undefined {
  if (!model) return undefined;
  const { positive = "cry" } = model.training;
  return labels.has(String(positive)) ? String(positive) : undefined;
}

/**
 * Converts a prediction to the labels of a dataset.
 *
 * @throws {RangeError} when there is no prediction for the task, or probabilities do not sum to 1
 */
export function toScoredPrediction(
  prediction: Exclude<SavedPrediction, { error: unknown }>,
  task: EvaluationTask,
): ScoredPrediction {
  if ("probabilities" in prediction) {
    return mostProbable(normalizeProbabilities("Evaluating", prediction.probabilities));
  }
  switch (task.task) {
    case "cry":
      return scoreCry(required(prediction, "cry"), task.positive, task.negative);
    case "valence":
      return scoreValence(required(prediction, "valence"));
    case "reason": {
      const reason = required(prediction, "reason");
      return { ...mostProbable(reason.all_probs), ...abstentionOf(reason) };
    }
  }
}

function required<Task extends keyof PredictionJson>(
  prediction: PredictionJson,
  task: Task,
): NonNullable<PredictionJson[Task]> {
  const found = prediction[task];
  if (found) return found;
  throw missingTask(task, [...TASKS, "tags"].filter((one) => one in prediction));
}

/** Creates the error of models that do not predict the labels of a dataset. */
export function missingTask(expected: string, received: readonly string[]): RangeError {
  const remedy = received.every((task) => task === "tags") && received.length > 0
    ? "tags are not labels of a dataset: cross-validate the vectors of the encoder yamnet (option encoders)"
    : "a cry model needs the label to detect (option positive)";
  return new RangeError(
    `Evaluating: expected a prediction of ${expected} for these labels, received ` +
      `${received.join(", ") || "none"}; ${remedy}`,
  );
}

function scoreCry(
  cry: NonNullable<PredictionJson["cry"]>,
  positive: string,
  negative: string,
): ScoredPrediction {
  const { probability, threshold } = cry;
  const name = (label: string) => label === "cry" ? positive : negative;
  const { abstentionReasons, predictionSet } = abstentionOf(cry);
  return {
    probabilities: { [negative]: 1 - probability, [positive]: probability },
    label: probability >= threshold ? positive : negative,
    abstentionReasons,
    ...(predictionSet
      ? { predictionSet: { ...predictionSet, labels: predictionSet.labels.map(name) } }
      : {}),
  };
}

function scoreValence(valence: NonNullable<PredictionJson["valence"]>): ScoredPrediction {
  const { prob_positive: positive, prob_distress: distress, label } = valence;
  const likely = positive >= distress ? "positive" : "distress";
  return {
    probabilities: { distress, positive },
    label: VALENCE.includes(label) ? label : likely,
    ...abstentionOf(valence),
  };
}

function abstentionOf(
  { abstention_reasons: abstentionReasons = [], prediction_set: predictionSet }: AbstentionJson,
): Pick<ScoredPrediction, "abstentionReasons" | "predictionSet"> {
  return { abstentionReasons, ...(predictionSet ? { predictionSet } : {}) };
}

/** Decides the most probable label. */
function mostProbable(probabilities: Readonly<Record<string, number>>): ScoredPrediction {
  const [label] = Object.entries(probabilities).reduce((best, one) =>
    one[1] > best[1] ? one : best
  );
  return { probabilities, label, abstentionReasons: [] };
}

/** Largest distance of a sum of rounded probabilities from 1. */
const SUM_TOLERANCE = 0.01;

/**
 * Scales rounded probabilities to sum 1.
 *
 * @param action start of the message, such as `Reading predictions.csv, row 1`
 * @throws {RangeError} when there are fewer than two, one is negative or the sum is not near 1
 */
export function normalizeProbabilities(
  action: string,
  probabilities: Readonly<Record<string, number>>,
): Record<string, number> {
  const entries = Object.entries(probabilities);
  const sum = entries.reduce((total, [, share]) => total + share, 0);
  const isValid = entries.length > 1 && entries.every(([, share]) => share >= 0) &&
    Math.abs(sum - 1) < SUM_TOLERANCE;
  if (isValid) return Object.fromEntries(entries.map(([label, share]) => [label, share / sum]));
  const received = entries.map(([label, share]) => `${label} ${share}`).join(", ") || "none";
  throw new RangeError(
    `${action}: expected a probability for each of two or more labels, sum 1, received ${received}`,
  );
}
