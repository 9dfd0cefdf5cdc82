import { checkNumber, checkOptions, checkType, checkWork, describe } from "../check_option.ts";
import { type AudioDataset, checkAudioDataset } from "../data/audio_dataset.ts";
import { countExcluded } from "../data/excluded.ts";
import { countFittedOn } from "../fit/recording_hashes.ts";
import type { EvaluationReport } from "../fit/evaluation_report.ts";
import type { ModelManifest } from "../models/manifest.ts";
import type { Classifier } from "../classifier.ts";
import {
  checkUsable,
  datasetWarnings,
  labelsOf,
  type PredictionRow,
  predictionRows,
} from "./dataset_rows.ts";
import { evaluatePredictions } from "./evaluate_rows.ts";
import { EVALUATION_WORK, type EvaluationWork, inStage } from "./progress.ts";
import {
  type EvaluationTask,
  inferTask,
  missingTask,
  type SavedPredictions,
} from "./scored_prediction.ts";

/** Options of {@link evaluateModel}. */
export interface EvaluateModelOptions extends EvaluationWork {
  /** Name of the model in the report. Default: the names of the models, or `predictions`. */
  readonly name?: string;
  /**
   * Label that a cry model detects, against all others. Default: the label that it was fitted to
   * detect, if the dataset has it.
   */
  readonly positive?: string;
  /** Number of folds of the audio-free baselines. Default 5. */
  readonly folds?: number;
  /** Seed of folds and intervals. Default 1. */
  readonly seed?: number;
}

const ACTION = "Evaluating a model";
const NAMES: Readonly<Record<keyof EvaluateModelOptions, true>> = {
  ...EVALUATION_WORK,
  name: true,
  positive: true,
  folds: true,
  seed: true,
};

/**
 * Evaluates a classifier, or saved predictions, on a dataset that the model was not fitted on, with
 * audio-free baselines for comparison. The labels of the dataset select the task: `valence` for the
 * labels `positive` and `distress`, `cry` if there is a label to detect, else `reason`.
 *
 * @param dataset result of `datasetFromAudio` or `openDataset`
 * @param model classifier, or a prediction for each path
 * @param options.onProgress called in the stage `predicting`
 * @throws {TypeError} when the model has another type, or an option is unknown or has another type
 * @throws {RangeError} when there is no prediction for the labels, no clip is usable, or there are
 *   too few labels or groups
 *
 * @example
 * ```ts
 * import { datasetFromAudio } from "@babycry/babycry/data";
 * import { evaluateModel } from "@babycry/babycry/eval";
 * import assert from "node:assert/strict";
 *
 * const audio = () => ({ samples: new Float32Array(8000).fill(0.1), sampleRateHz: 8000 });
 * const dataset = datasetFromAudio([
 *   { path: "a", audio: audio(), label: "cry", group: "home" },
 *   { path: "b", audio: audio(), label: "speech", group: "office" },
 * ]);
 * const predictions = new Map([
 *   ["a", { probabilities: { cry: 0.9, speech: 0.1 } }],
 *   ["b", { probabilities: { cry: 0.2, speech: 0.8 } }],
 * ]);
 * const { metrics } = await evaluateModel(dataset, predictions);
 * assert.equal(metrics.accuracy.estimate, 1);
 * ```
 */
export async function evaluateModel(
  dataset: AudioDataset,
  model: Classifier | SavedPredictions,
  options: EvaluateModelOptions = {},
): Promise<EvaluationReport> {
  checkAudioDataset(ACTION, dataset);
  checkModel(model);
  checkOptions(ACTION, options, NAMES);
  const { name, folds = 5, seed = 1, positive } = options;
  checkWork(ACTION, options);
  checkNumber(ACTION, "folds", folds, { min: 2, integer: true });
  checkNumber(ACTION, "seed", seed, { min: 0, integer: true });
  if (name !== undefined) checkType(ACTION, "name", name, "string");
  if (positive !== undefined) checkType(ACTION, "positive", positive, "string");
  const models = "predict" in model ? model.models : modelsOf(model);
  const labels = new Set(dataset.dataset.clips.map(({ label }) => label));
  const task = inferTask(labels, { positive, models });
  if ("predict" in model && !models.some((one) => one.task === task.task)) {
    throw missingTask(task.task, models.map((one) => one.task));
  }
  const found = await predictionRows(dataset, model, task, inStage("predicting", options));
  checkUsable(found, dataset.dataset);
  labelsOf(found.rows, undefined);
  const known = Object.keys(found.rows[0]!.prediction.probabilities);
  return {
    dataset: dataset.name,
    model: name ??
      ("predict" in model ? models.map(({ id }) => id).join(" + ") : "predictions"),
    ...evaluatePredictions(found.rows, known, { folds, seed }),
    excluded: countExcluded([...dataset.dataset.excluded, ...found.excluded]),
    warnings: [...fitWarnings(models, task, found.rows), ...datasetWarnings(found)],
  };
}

/** Checks the model. @throws {TypeError} when it is neither a classifier nor predictions */
function checkModel(model: Classifier | SavedPredictions): void {
  const { models, predict, get, values } = (model ?? {}) as Partial<Classifier & SavedPredictions>;
  if (Array.isArray(models) && typeof predict === "function") return;
  if (typeof get === "function" && typeof values === "function" && !Array.isArray(model)) return;
  throw new TypeError(
    `${ACTION}: expected a classifier of createClassifier, or a Map from paths to predictions, ` +
      `received ${describe(model)}`,
  );
}

/** Warns of a model that was fitted on clips of the dataset. */
function fitWarnings(
  models: readonly Pick<ModelManifest, "id" | "task" | "training">[],
  { task }: EvaluationTask,
  rows: readonly PredictionRow[],
): string[] {
  const hashes = rows.map((row) => row.fileSha256);
  return models.filter((model) => model.task === task).flatMap((model) => {
    const count = countFittedOn(model, hashes);
    return count === 0 ? [] : [
      `${model.id} was fitted on ${count} of these ${rows.length} clips, which inflates its ` +
      "metrics: evaluate it on other clips, or see its card for metrics of held-out clips",
    ];
  });
}

/** Finds the tasks of the models of saved predictions. */
function modelsOf(
  predictions: SavedPredictions,
): readonly Pick<ModelManifest, "id" | "task" | "training">[] {
  const hasCry = [...predictions.values()].some((prediction) => "cry" in prediction);
  return hasCry ? [{ id: "predictions", task: "cry", training: {} }] : [];
}
