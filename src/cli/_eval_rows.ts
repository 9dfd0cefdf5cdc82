/**
 * From a dataset to what can be judged: features to fit on, or what a model says.
 *
 * @module
 */
import { resolve } from "node:path";
import { type Clip, type Dataset, groupOf, type Omission } from "../data/dataset.ts";
import { type FileFacts, fileFacts } from "../data/file_facts.ts";
import { isOmission, readClips, type ReadFile } from "../data/read_clips.ts";
import { pooledVector } from "../fit/pooled_vector.ts";
import { type Listening, readTrainingSet, type TrainingSetOptions } from "../fit/training_set.ts";
import type { Classifier } from "../pipeline.ts";
import type { Pooling } from "../pool/pooling.ts";
import { toJson } from "../prediction/to_json.ts";
import type { LongWorkOptions } from "../types.ts";
import { MIN_SECONDS, SILENCE_DBFS } from "./_fit_input.ts";
import type { Predictions } from "./_read_predictions.ts";
import { type AnswerJson, type Question, type Said, saidOf } from "./_said.ts";

/** A clip that was read. */
export interface Row {
  readonly group: string;
  readonly session: string | undefined;
  readonly label: string;
  readonly facts: FileFacts;
  readonly columns: Clip["columns"];
}

/** A clip with what is fitted on. */
export interface FeatureRow extends Row {
  readonly vector: Float64Array;
}

/** A clip with what was said of it. */
export interface SaidRow extends Row {
  readonly said: Said;
}

/** What came of a dataset. */
export interface Found<R extends Row> {
  readonly rows: readonly R[];
  readonly used: readonly Clip[];
  readonly omitted: readonly Omission[];
  /** Clips that were decoded only in part, and why. */
  readonly damaged: readonly string[];
}

function collect<R extends Row>() {
  const found = {
    rows: [] as R[],
    used: [] as Clip[],
    omitted: [] as Omission[],
    damaged: [] as string[],
  };
  return {
    found: found as Found<R>,
    omit: (omission: Omission) => void found.omitted.push(omission),
    keep(clip: Clip, facts: FileFacts, damage: string | undefined, more: Omit<R, keyof Row>) {
      const { label, session, columns } = clip;
      found.rows.push({ group: groupOf(clip), session, label, facts, columns, ...more } as R);
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
export function onSides(dataset: Dataset, column: string): Dataset {
  const has = ({ columns }: Clip) => (columns[column] ?? "") !== "";
  const clips = dataset.clips.filter(has);
  if (clips.length === 0) {
    throw new RangeError(`Evaluating: no clip has a value in the column ${column}`);
  }
  const omitted = dataset.clips.filter((clip) => !has(clip)).map(({ path }): Omission => ({
    path,
    reason: "no_side",
    detail: `it has no value in ${column}`,
  }));
  return { ...dataset, clips, omitted: [...dataset.omitted, ...omitted] };
}

/** What a head would read of each clip. */
export async function featureRows(
  dataset: Dataset,
  read: ReadFile,
  listening: Listening,
  options: TrainingSetOptions & { readonly pooling: Pooling },
): Promise<Found<FeatureRow>> {
  const { found, keep } = collect<FeatureRow>();
  const limits = { minSeconds: MIN_SECONDS, silenceDbfs: SILENCE_DBFS };
  const { clips, windows, omitted } = await readTrainingSet(dataset, read, listening, {
    ...options,
    ...limits,
  });
  for (const one of windows) {
    const { facts, damage } = one.heard[0]!;
    keep(clips[one.row]!, facts, damage, { vector: pooledVector(one, options.pooling) });
  }
  return { ...found, omitted: omitted.slice(dataset.omitted.length) };
}

/** What a model says of each clip, or what it said, where that was saved. */
export async function saidRows(
  dataset: Dataset,
  read: ReadFile,
  model: Classifier | (Predictions & { readonly root: string }),
  question: Question,
  work: LongWorkOptions,
): Promise<Found<SaidRow>> {
  const { found, omit, keep } = collect<SaidRow>();
  const signal = work.signal ? { signal: work.signal } : {};
  for await (const one of readClips(dataset, read, work)) {
    if (isOmission(one)) {
      omit(one);
      continue;
    }
    const { clip, waveform, format, damage } = one;
    const { path } = clip;
    let said: Said | string | undefined;
    if ("predict" in model) {
      try {
        const answer = toJson(await model.predict(waveform, signal)) as AnswerJson;
        said = saidOf(answer, question);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        omit({ path, reason: "too_short", detail: error.message });
        continue;
      }
    } else if (clip.startSeconds === 0 && clip.endSeconds === Infinity) {
      said = model.of(resolve(model.root, path), question);
    }
    if (said === undefined || typeof said === "string") {
      omit({ path, reason: "no_prediction", detail: said ?? "nothing was said of it as a whole" });
      continue;
    }
    const label = question.task !== "cry"
      ? clip.label
      : clip.label === question.positive
      ? clip.label
      : question.negative;
    const known = Object.keys(said.probabilities);
    if (known.includes(label)) {
      keep({ ...clip, label }, fileFacts(waveform, format), damage, { said });
    } else {
      const detail = `${label} is none of ${known.join(", ")}, which are the model's`;
      omit({ path, reason: "unknown_label", detail });
    }
  }
  return found;
}
