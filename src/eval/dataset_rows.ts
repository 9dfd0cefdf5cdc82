/**
 * Rows of an evaluation: the usable clips of a dataset with their features or predictions.
 *
 * @module
 */
import type { AudioDataset } from "../data/audio_dataset.ts";
import {
  type Clip,
  collectDataset,
  type Dataset,
  type ExcludedClip,
  groupOf,
} from "../data/dataset.ts";
import { describeExcluded } from "../data/excluded.ts";
import { fileMetadata } from "../data/file_metadata.ts";
import { type DecodedClip, isExcluded, readClips } from "../data/read_clips.ts";
import { MIN_SECONDS, SILENCE_DBFS } from "../fit/fit_input.ts";
import { pooledVector } from "../fit/pooled_vector.ts";
import {
  type FeatureExtractors,
  readTrainingSet,
  type TrainingSetOptions,
} from "../fit/training_set.ts";
import type { Classifier } from "../classifier.ts";
import type { Pooling } from "../pooling/pooling.ts";
import { toJson } from "../prediction/to_json.ts";
import type { FileMetadata, ProgressOptions } from "../types.ts";
import {
  type EvaluationTask,
  type PredictionJson,
  type SavedPredictions,
  type ScoredPrediction,
  toScoredPrediction,
} from "./scored_prediction.ts";

/** Properties of a usable clip. */
export interface Row {
  readonly group: string;
  readonly session: string | undefined;
  readonly label: string;
  readonly metadata: FileMetadata;
  readonly columns: Clip["columns"];
}

/** A clip with the feature vector of a head. */
export interface FeatureRow extends Row {
  readonly vector: Float64Array;
}

/** A clip with its prediction. */
export interface PredictionRow extends Row {
  readonly prediction: ScoredPrediction;
  /** SHA-256 of the file. */
  readonly fileSha256: string;
}

/** Usable and excluded clips of a dataset. */
export interface DatasetRows<R extends Row> {
  readonly rows: readonly R[];
  /** Clips of the rows. */
  readonly used: readonly Clip[];
  /** Clips that are excluded in addition to those that the dataset excludes. */
  readonly excluded: readonly ExcludedClip[];
  /** Clips that were decoded only in part, with the reason. */
  readonly damaged: readonly string[];
}

function rowOf(clip: Clip, metadata: FileMetadata): Row {
  const { label, session, columns } = clip;
  return { group: groupOf(clip), session, label, metadata, columns };
}

/**
 * Excludes the clips that have no value in a column.
 *
 * @throws {RangeError} when no clip has a value
 */
export function withColumn(dataset: Dataset, column: string): Dataset {
  const has = ({ columns }: Clip) => (columns[column] ?? "") !== "";
  const clips = dataset.clips.filter(has);
  if (clips.length === 0) {
    throw new RangeError(
      `Evaluating: expected clips with a value in the column ${column}, received none`,
    );
  }
  const excluded = dataset.clips.filter((clip) => !has(clip)).map(({ path }): ExcludedClip => ({
    path,
    reason: "no_side",
    detail: `expected a value in the column ${column}, received none`,
  }));
  return { ...dataset, clips, excluded: [...dataset.excluded, ...excluded] };
}

/** Computes the feature vector of each clip. */
export async function featureRows(
  { dataset, read }: Pick<AudioDataset, "dataset" | "read">,
  extractors: FeatureExtractors,
  options: TrainingSetOptions & { readonly pooling: Pooling },
): Promise<DatasetRows<FeatureRow>> {
  const { clips, windows, excluded } = await readTrainingSet(dataset, read, extractors, {
    ...options,
    minSeconds: MIN_SECONDS,
    silenceDbfs: SILENCE_DBFS,
  });
  return {
    rows: windows.map((one): FeatureRow => ({
      ...rowOf(clips[one.row]!, one.encodings[0]!.metadata),
      vector: pooledVector(one, options.pooling),
    })),
    used: clips,
    excluded: excluded.slice(dataset.excluded.length),
    damaged: windows.flatMap(({ row, encodings: [{ damage } = {}] }) =>
      damage === undefined ? [] : [`${clips[row]!.path}: ${damage}`]
    ),
  };
}

/** Predicts each clip, or looks up its saved prediction. */
export async function predictionRows(
  { dataset, read }: Pick<AudioDataset, "dataset" | "read">,
  model: Classifier | SavedPredictions,
  task: EvaluationTask,
  work: ProgressOptions,
): Promise<DatasetRows<PredictionRow>> {
  const rows: PredictionRow[] = [];
  const used: Clip[] = [];
  const excluded: ExcludedClip[] = [];
  const damaged: string[] = [];
  for await (const decoded of readClips(dataset, read, work)) {
    if (isExcluded(decoded)) {
      excluded.push(decoded);
      continue;
    }
    const clip = { ...decoded.clip, label: labelOf(decoded.clip, task) };
    const answer = "predict" in model
      ? await predict(decoded, model, task, work)
      : lookUp(clip, model, task);
    const prediction = isExcluded(answer) ? answer : checkLabel(clip, answer);
    if (isExcluded(prediction)) {
      excluded.push(prediction);
      continue;
    }
    const { waveform, format, damage, fileSha256 } = decoded;
    rows.push({ ...rowOf(clip, fileMetadata(waveform, format)), prediction, fileSha256 });
    used.push(clip);
    if (damage !== undefined) damaged.push(`${clip.path}: ${damage}`);
  }
  return { rows, used, excluded, damaged };
}

async function predict(
  { clip: { path }, waveform }: DecodedClip,
  model: Classifier,
  task: EvaluationTask,
  { signal }: ProgressOptions,
): Promise<ScoredPrediction | ExcludedClip> {
  let prediction: PredictionJson;
  try {
    prediction = toJson(await model.predict(waveform, signal ? { signal } : {})) as PredictionJson;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { path, reason: "too_short", detail: error.message };
  }
  return toScoredPrediction(prediction, task);
}

function lookUp(
  { path, startSeconds, endSeconds }: Clip,
  predictions: SavedPredictions,
  task: EvaluationTask,
): ScoredPrediction | ExcludedClip {
  const isWhole = startSeconds === 0 && endSeconds === Infinity;
  const saved = isWhole ? predictions.get(path) : undefined;
  if (saved && !("error" in saved)) return toScoredPrediction(saved, task);
  const detail = saved?.error.message ??
    "expected a prediction of the whole recording, received none";
  return { path, reason: "no_prediction", detail };
}

function labelOf({ label }: Clip, task: EvaluationTask): string {
  return task.task === "cry" && label !== task.positive ? task.negative : label;
}

/** Excludes a clip whose label the model does not know. */
function checkLabel(
  { path, label }: Clip,
  prediction: ScoredPrediction,
): ScoredPrediction | ExcludedClip {
  if (Object.hasOwn(prediction.probabilities, label)) return prediction;
  const known = Object.keys(prediction.probabilities).join(", ");
  return {
    path,
    reason: "unknown_label",
    detail: `expected ${known}, the labels of the model, received ${label}`,
  };
}

/**
 * Lists the labels by descending number of rows; the positive label is the last.
 *
 * @throws {RangeError} when there are fewer than two labels
 */
export function labelsOf(rows: readonly Row[], positive: string | undefined): string[] {
  const labels = [...new Set(rows.map((row) => row.label))];
  if (labels.length < 2) {
    throw new RangeError(
      `Evaluating: expected clips of two or more labels, received ${rows.length} clips of ` +
        (labels.join() || "no label"),
    );
  }
  const count = (label: string) => rows.filter((row) => row.label === label).length;
  return labels.sort((a, b) =>
    Number(a === positive) - Number(b === positive) || count(b) - count(a)
  );
}

/** Checks the rows. @throws {RangeError} when there are none, with the reasons of exclusion */
export function checkUsable({ rows, excluded }: DatasetRows<Row>, dataset: Dataset): void {
  if (rows.length > 0) return;
  const reasons = describeExcluded([...dataset.excluded, ...excluded]);
  throw new RangeError(`Evaluating: expected usable clips, received none${reasons}`);
}

/** Describes weaknesses of the used clips, one sentence each. */
export function datasetWarnings({ used, damaged }: DatasetRows<Row>): string[] {
  return [
    ...collectDataset(used).warnings.map(({ message }) => message),
    ...(damaged.length > 0
      ? [`${damaged.length} of ${used.length} clips could be decoded only in part: ${damaged[0]}`]
      : []),
  ];
}
