/**
 * From a dataset to what can be judged: features to fit on, or what a model says.
 *
 * @module
 */
import { type Clip, type Dataset, type ExcludedClip, groupOf } from "../data/dataset.ts";
import { fileMetadata } from "../data/file_metadata.ts";
import type { FileMetadata } from "../types.ts";
import { isExcluded, readClips, type ReadFile } from "../data/read_clips.ts";
import { pooledVector } from "../fit/pooled_vector.ts";
import {
  type FeatureExtractors,
  readTrainingSet,
  type TrainingSetOptions,
} from "../fit/training_set.ts";
import type { Classifier } from "../classifier.ts";
import type { Pooling } from "../pooling/pooling.ts";
import { toJson } from "../prediction/to_json.ts";
import type { ProgressOptions } from "../types.ts";
import { MIN_SECONDS, SILENCE_DBFS } from "../fit/fit_input.ts";
import {
  type AnswerJson,
  type EvaluationTask,
  type ScoredPrediction,
  toScoredPrediction,
} from "./scored_prediction.ts";

/** A clip that was read. */
export interface Row {
  readonly group: string;
  readonly session: string | undefined;
  readonly label: string;
  readonly metadata: FileMetadata;
  readonly columns: Clip["columns"];
}

/** A clip with what is fitted on. */
export interface FeatureRow extends Row {
  readonly vector: Float64Array;
}

/** A clip with what was prediction of it. */
export interface PredictionRow extends Row {
  readonly prediction: ScoredPrediction;
}

/** Predictions that were made before. */
export interface Predictions {
  /**
   * The prediction for a recording.
   *
   * @param path relative to the dataset's root
   * @returns undefined where there is none, an error message where the prediction failed
   */
  of(path: string, question: EvaluationTask): ScoredPrediction | string | undefined;
}

/** What came of a dataset. */
export interface DatasetRows<R extends Row> {
  readonly rows: readonly R[];
  readonly used: readonly Clip[];
  readonly excluded: readonly ExcludedClip[];
  /** Clips that were decoded only in part, and why. */
  readonly damaged: readonly string[];
}

function collect<R extends Row>() {
  const found = {
    rows: [] as R[],
    used: [] as Clip[],
    excluded: [] as ExcludedClip[],
    damaged: [] as string[],
  };
  return {
    found: found as DatasetRows<R>,
    omit: (omission: ExcludedClip) => void found.excluded.push(omission),
    keep(clip: Clip, metadata: FileMetadata, damage: string | undefined, more: Omit<R, keyof Row>) {
      const { label, session, columns } = clip;
      found.rows.push({ group: groupOf(clip), session, label, metadata, columns, ...more } as R);
      found.used.push(clip);
      if (damage !== undefined) found.damaged.push(`${clip.path}: ${damage}`);
    },
  };
}

/**
 * The clips that have a value in a column.
 *
 * @throws {RangeError} when none has
 */
export function withColumn(dataset: Dataset, column: string): Dataset {
  const has = ({ columns }: Clip) => (columns[column] ?? "") !== "";
  const clips = dataset.clips.filter(has);
  if (clips.length === 0) {
    throw new RangeError(`Evaluating: no clip has a value in the column ${column}`);
  }
  const excluded = dataset.clips.filter((clip) => !has(clip)).map(({ path }): ExcludedClip => ({
    path,
    reason: "no_side",
    detail: `it has no value in ${column}`,
  }));
  return { ...dataset, clips, excluded: [...dataset.excluded, ...excluded] };
}

/** What a head would read of each clip. */
export async function featureRows(
  dataset: Dataset,
  read: ReadFile,
  listening: FeatureExtractors,
  options: TrainingSetOptions & { readonly pooling: Pooling },
): Promise<DatasetRows<FeatureRow>> {
  const { found, keep } = collect<FeatureRow>();
  const limits = { minSeconds: MIN_SECONDS, silenceDbfs: SILENCE_DBFS };
  const { clips, windows, excluded } = await readTrainingSet(dataset, read, listening, {
    ...options,
    ...limits,
  });
  for (const one of windows) {
    const { metadata, damage } = one.encodings[0]!;
    keep(clips[one.row]!, metadata, damage, { vector: pooledVector(one, options.pooling) });
  }
  return { ...found, excluded: excluded.slice(dataset.excluded.length) };
}

/** What a model says of each clip, or what it prediction, where that was saved. */
export async function predictionRows(
  dataset: Dataset,
  read: ReadFile,
  model: Classifier | Predictions,
  question: EvaluationTask,
  work: ProgressOptions,
): Promise<DatasetRows<PredictionRow>> {
  const { found, omit, keep } = collect<PredictionRow>();
  const signal = work.signal ? { signal: work.signal } : {};
  for await (const one of readClips(dataset, read, work)) {
    if (isExcluded(one)) {
      omit(one);
      continue;
    }
    const { clip, waveform, format, damage } = one;
    const { path } = clip;
    let prediction: ScoredPrediction | string | undefined;
    if ("predict" in model) {
      try {
        const answer = toJson(await model.predict(waveform, signal)) as AnswerJson;
        prediction = toScoredPrediction(answer, question);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        omit({ path, reason: "too_short", detail: error.message });
        continue;
      }
    } else if (clip.startSeconds === 0 && clip.endSeconds === Infinity) {
      prediction = model.of(path, question);
    }
    if (prediction === undefined || typeof prediction === "string") {
      omit({
        path,
        reason: "no_prediction",
        detail: prediction ?? "nothing was prediction of it as a whole",
      });
      continue;
    }
    const label = question.task !== "cry"
      ? clip.label
      : clip.label === question.positive
      ? clip.label
      : question.negative;
    const known = Object.keys(prediction.probabilities);
    if (known.includes(label)) {
      keep({ ...clip, label }, fileMetadata(waveform, format), damage, { prediction });
    } else {
      const detail = `${label} is none of ${known.join(", ")}, which are the model's`;
      omit({ path, reason: "unknown_label", detail });
    }
  }
  return found;
}
