/**
 * The stages put together: bytes or samples in, a prediction out.
 *
 * @module
 */
import { models } from "../models/mod.ts";
import { decode, toMono } from "./decode/mod.ts";
import type { SessionFactory } from "./encoder/session.ts";
import { ModelError } from "./errors.ts";
import { type AudioInput, isRawAudio, readBytes } from "./io/read_input.ts";
import { createCryScorer } from "./prediction/cry_scorer.ts";
import type { ModelManifest } from "./prediction/manifest.ts";
import type { AudioSummary, Prediction } from "./prediction/prediction.ts";
import { createReasonScorer } from "./prediction/reason_scorer.ts";
import type { Scorer } from "./prediction/scorer.ts";
import { createValenceScorer } from "./prediction/valence_scorer.ts";
import type { LongWorkOptions, ModelSource, Waveform } from "./types.ts";
import { checkSamples, checkWaveform } from "./waveform/check_waveform.ts";

/** What hears whether there is a cry. */
const DETECTOR = "cry-detect";

/** A model, ready to answer. */
export interface Classifier {
  /** What it answers with. */
  readonly model: ModelManifest;
  /**
   * Classifies one recording.
   *
   * @throws {TypeError} for samples that are not float32 or come without a rate
   * @throws {RangeError} for samples that are not finite or too few, or a rate out of range
   * @throws {DecodeError} for bytes that are not audio that is decoded here
   * @throws {ModelError} when a file of the model is not there or not what its manifest says
   * @throws {UnavailableError} when it needs an ONNX runtime and there is none
   */
  predict(input: AudioInput, options?: LongWorkOptions): Promise<Prediction>;
  /** Classifies recordings one after the other; progress counts recordings. */
  predict(inputs: readonly AudioInput[], options?: LongWorkOptions): Promise<Prediction[]>;
  /** Gives back the memory of networks that were loaded; they are loaded again when needed. */
  dispose(): Promise<void>;
}

/** Options of {@link createClassifier}. */
export interface ClassifierOptions {
  /** A model by its name, or a manifest. Default `cry-detect`. */
  readonly model?: string | ModelManifest;
  /** The head of a model that has several, by its name. */
  readonly head?: string;
  /** Precision of the encoders of `valence`. Default `fp32`, which published heads were fitted on. */
  readonly dtype?: "fp32" | "int8";
  /** The mode of a model of reasons, by its name. */
  readonly mode?: string;
  /** Reasons to list, default 3; 0 counts as 1, more than there are as all. */
  readonly topK?: number;
  /** Where the files of a model that is not embedded come from. Default: the cache folder. */
  readonly source?: ModelSource;
  /** What runs its networks. Default: `onnxruntime-web`, loaded when it is first needed. */
  readonly sessions?: SessionFactory;
  /**
   * Shares of the labels before anything is heard, sum 1, for a model whose manifest says how its
   * scores become probabilities. Default: the manifest's. The threshold stays, so that a rarer label
   * needs more to be said.
   */
  readonly prior?: Readonly<Record<string, number>>;
  /** Of prediction sets, between 0 and 1, for a model that has them. Default: the manifest's. */
  readonly coverage?: number;
  /** Windows of `valence` that go through a network at once. Default 1; more pays in parallel. */
  readonly batchWindows?: number;
}

/**
 * Loads a model. The embedded ones need no network and no ONNX runtime; files of the others are read
 * when they are first needed.
 *
 * Research software: not for medical, safety or monitoring decisions.
 *
 * @throws {RangeError} when no model, or no head or mode of it, has that name; when an option is out of
 *   range or the model has no use for it
 * @throws {ModelError} when a manifest contradicts itself
 *
 * @example
 * ```ts
 * import { createClassifier } from "@babycry/babycry";
 * import assert from "node:assert/strict";
 *
 * const classifier = await createClassifier();
 * const silence = { samples: new Float32Array(16_000), sampleRateHz: 16_000 };
 * const { cry } = await classifier.predict(silence);
 * assert.equal(cry?.label, "no_cry");
 * ```
 */
// deno-lint-ignore require-await -- errors of a manifest reject like those of its files
export async function createClassifier(options: ClassifierOptions = {}): Promise<Classifier> {
  const model = findModel(options.model ?? DETECTOR);
  const scorer = createScorer(model, options);
  const detector = model.abstention?.min_cry_probability === undefined
    ? undefined
    : createScorer(findModel(DETECTOR), {});

  const predictOne = async (input: AudioInput, work: LongWorkOptions): Promise<Prediction> => {
    const { waveform, format, damage } = await hear(input, work);
    checkWaveform(waveform, { minSeconds: model.min_seconds });
    const audio: AudioSummary = {
      durationSeconds: waveform.samples.length / waveform.sampleRateHz,
      sampleRateHz: waveform.sampleRateHz,
      ...(format === undefined ? {} : { format }),
      ...(damage === undefined ? {} : { damage }),
    };
    const heard = detector ? await detector.score(waveform, work, {}) : {};
    return { audio, ...heard, ...await scorer.score(waveform, work, heard) };
  };

  async function predict(input: AudioInput, work?: LongWorkOptions): Promise<Prediction>;
  async function predict(
    inputs: readonly AudioInput[],
    work?: LongWorkOptions,
  ): Promise<Prediction[]>;
  async function predict(
    input: AudioInput | readonly AudioInput[],
    work: LongWorkOptions = {},
  ): Promise<Prediction | Prediction[]> {
    if (!Array.isArray(input)) return await predictOne(input as AudioInput, work);
    const { onProgress, ...rest } = work;
    const predictions: Prediction[] = [];
    for (const one of input as readonly AudioInput[]) {
      predictions.push(await predictOne(one, rest));
      onProgress?.({ done: predictions.length, total: input.length });
    }
    return predictions;
  }
  const dispose = async () => {
    await detector?.dispose();
    await scorer.dispose();
  };
  return { model, predict, dispose };
}

/** One path a task. */
function createScorer(model: ModelManifest, options: ClassifierOptions): Scorer {
  const { head, dtype, mode, topK, sessions, source = CACHE, batchWindows } = options;
  const { prior, coverage } = options;
  const certainty = {
    ...(prior === undefined ? {} : { prior }),
    ...(coverage === undefined ? {} : { coverage }),
  };
  const files = { source, ...(sessions ? { sessions } : {}), ...certainty };
  switch (model.task) {
    case "cry":
      refuse(model, { head, dtype, mode, topK, batchWindows });
      return createCryScorer(model, certainty);
    case "valence":
      refuse(model, { mode, topK });
      return createValenceScorer(model, {
        ...files,
        ...(head === undefined ? {} : { head }),
        ...(dtype === undefined ? {} : { dtype }),
        ...(batchWindows === undefined ? {} : { batchWindows }),
      });
    case "reason":
      refuse(model, { head, dtype, batchWindows });
      return createReasonScorer(model, {
        ...files,
        ...(mode === undefined ? {} : { mode }),
        ...(topK === undefined ? {} : { topK }),
      });
    default: {
      const { id, task } = model as { id: string; task: string };
      throw new ModelError(`Loading model ${id}: task is ${task}, wanted cry, valence or reason`, {
        modelId: id,
      });
    }
  }
}

/** Options that a task has no use for. */
function refuse({ id, task }: ModelManifest, options: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    throw new RangeError(
      `Loading model ${id}: ${name} is ${value}, but models of ${task} have none`,
    );
  }
}

/** The cache folder that `babycry models pull` fills. */
const CACHE: ModelSource = {
  async read(...file) {
    const { openModelStore } = await import("./io/model_store.ts");
    return await (await openModelStore()).read(...file);
  },
};

function findModel(model: string | ModelManifest): ModelManifest {
  if (typeof model !== "string") return model;
  const found = models.find((known) => known.id === model);
  if (found) return found;
  const known = models.map((known) => known.id).join(", ");
  throw new RangeError(`Loading model ${model}: there is none of that name, known are ${known}`);
}

async function hear(
  input: AudioInput,
  work: LongWorkOptions,
): Promise<{ waveform: Waveform; format?: string; damage?: string }> {
  if (isRawAudio(input)) {
    const { samples, sampleRateHz } = input;
    const channels = Array.isArray(samples) ? samples as Float32Array[] : [samples as Float32Array];
    for (const channel of channels) checkSamples(channel);
    return { waveform: toMono({ channels, sampleRateHz }) };
  }
  const decoded = await decode(await readBytes(input, work));
  return {
    waveform: toMono(decoded),
    format: decoded.format,
    ...(decoded.damage ? { damage: decoded.damage.message } : {}),
  };
}
