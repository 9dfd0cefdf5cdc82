/**
 * Classifier: composes the stages, from bytes or samples to a prediction.
 *
 * @module
 */
import { checkOptions, checkWork, describe } from "./check_option.ts";
import {
  type Classifier,
  CLASSIFIER_OPTIONS,
  type ClassifierOptions,
  STREAM_OPTIONS,
  type StreamOptions,
} from "./classifier.ts";
import { noiseWav } from "./decode/noise_wav.ts";
import type { AudioInput } from "./input/audio_input.ts";
import { openRecording } from "./input/open_recording.ts";
import { checkPredictOptions, type PredictOptions } from "./input/predict_options.ts";
import { readSamples, type SampleStream } from "./input/read_samples.ts";
import {
  checkSharedOptions,
  type ModelEntry,
  type ModelList,
  type ModelReference,
  type ModelSpec,
  optionsOfTask,
  type Task,
  type TaskOf,
} from "./models/model_options.ts";
import { findModel } from "./models/find_model.ts";
import { embeddedModels } from "./models/registry.ts";
import { clippingLevel } from "./prediction/abstention.ts";
import { type ConfiguredModel, createScorers } from "./prediction/create_scorers.ts";
import type { CryUpdate } from "./prediction/cry/cry_updates.ts";
import { predictRecording, type Setup } from "./prediction/predict_recording.ts";
import type { Prediction, PredictionOf } from "./prediction/prediction.ts";
import { checkSourceOptions } from "./source/source_options.ts";
import type { ModelSource } from "./types.ts";
import { checkRate } from "./waveform/check_waveform.ts";

/** Name of the model that detects cries for models that require a cry. */
const DETECTOR = "cry-detect";

/** Usual sample rates of phones and microphones, in Hz. */
const WARM_UP_RATES_HZ = [16_000, 44_100, 48_000] as const;
const WARM_UP_SECONDS = 2;

const CREATING = "Creating a classifier";
const MODEL_OPTIONS = (["cry", "valence", "reason"] as const).flatMap(optionsOfTask);

/**
 * Loads models. The embedded ones need neither the network nor an ONNX runtime; the files of others
 * are read when they are first needed. The models of one classifier have different tasks, run in
 * one pass over a recording and never contradict each other.
 *
 * Research software: not for medical, safety or monitoring decisions.
 *
 * A manifest that a version before the format `babycry-model/1` saved is converted, with the same
 * predictions.
 *
 * @param options without `model` and `models`, the embedded models are loaded
 * @throws {TypeError} when an option has the wrong type, or its model does not have it
 * @throws {RangeError} when a model, head or mode is unknown, two models have one task, or an
 *   option is out of range
 * @throws {ModelError} when a manifest is invalid
 *
 * @example
 * ```ts
 * import { createClassifier } from "@babycry/babycry";
 * import assert from "node:assert/strict";
 *
 * await using classifier = await createClassifier();
 * const silence = { samples: new Float32Array(16_000), sampleRateHz: 16_000 };
 * const { cry } = await classifier.predict(silence);
 * assert.equal(cry.label, "no_cry");
 * ```
 *
 * @example Several models, each with its own options
 * ```ts
 * import { createClassifier } from "@babycry/babycry";
 *
 * const classifier = await createClassifier({
 *   models: ["cry-detect", { model: "valence", head: "fusion_logreg", dtype: "int8" }],
 * });
 * ```
 */
export async function createClassifier(
  options?: ClassifierOptions & { readonly model?: never; readonly models?: never },
): Promise<Classifier<PredictionOf<Exclude<Task, "tags">>>>;
/** Loads one model; the options of its task are given together with `model`. */
export async function createClassifier<const M extends ModelReference>(
  options: ClassifierOptions & ModelSpec<M>,
): Promise<Classifier<PredictionOf<TaskOf<M>>>>;
/**
 * Loads several models, one for each task; an entry is a name, a manifest, or either with options.
 */
export async function createClassifier<const L extends readonly ModelEntry[]>(
  options: ClassifierOptions & { readonly models: ModelList<L> },
): Promise<Classifier<PredictionOf<{ [I in keyof L]: TaskOf<L[I]> }[number]>>>;
export async function createClassifier(options: AnyOptions = {}): Promise<Classifier> {
  const configured = await configureModels(options);
  const models = configured.map(({ manifest }) => manifest);
  const detector = await findModel(DETECTOR);
  const scorers = createScorers(configured, {
    source: options.source ?? defaultStore(),
    detector,
  });
  const minSeconds = Math.max(...models.map(({ min_seconds }) => min_seconds));
  const clippingLevels = [...models, detector].map(clippingLevel);
  const setup: Setup = { scorers, minSeconds, clippingLevels };
  const { fetch, maxBytes } = options;
  const inputOptions = defined({ fetch, maxBytes });

  async function predict(input: AudioInput, options?: PredictOptions): Promise<Prediction>;
  async function predict(
    inputs: readonly AudioInput[],
    options?: PredictOptions,
  ): Promise<Prediction[]>;
  async function predict(
    input: AudioInput | readonly AudioInput[],
    options: PredictOptions = {},
  ): Promise<Prediction | Prediction[]> {
    checkPredictOptions("Classifying a recording", options);
    const work = { ...inputOptions, ...defined(options) };
    if (!Array.isArray(input)) return await predictOne(setup, input as AudioInput, work);
    const { onProgress, ...rest } = work;
    const predictions: Prediction[] = [];
    for (const one of input as readonly AudioInput[]) {
      work.signal?.throwIfAborted();
      predictions.push(await predictOne(setup, one, rest));
      onProgress?.({ done: predictions.length, total: input.length });
    }
    return predictions;
  }
  async function* stream(
    source: SampleStream,
    options = {} as StreamOptions,
  ): AsyncGenerator<CryUpdate> {
    checkOptions("Classifying a stream", options, STREAM_OPTIONS);
    checkWork("Classifying a stream", options);
    const scorer = scorers.find((scorer) => scorer.stream);
    if (!scorer?.stream) {
      const ids = models.map(({ id }) => id).join(", ");
      throw new RangeError(
        `Classifying a stream: expected a model that detects cries, received ${ids}`,
      );
    }
    yield* scorer.stream(readSamples(source, options), options);
  }
  const warmUp = async (ratesHz: readonly number[] = WARM_UP_RATES_HZ) => {
    const seconds = Math.max(WARM_UP_SECONDS, minSeconds);
    for (const sampleRateHz of ratesHz) {
      checkRate(sampleRateHz);
      // With silence, not all code would run.
      await predictOne(setup, noiseWav(seconds, sampleRateHz), {});
    }
  };
  const dispose = async () => {
    for (const scorer of scorers) await scorer.dispose();
  };
  const classifier = { models, predict, stream, warmUp, dispose };
  // Older runtimes do not have the symbol.
  return Symbol.asyncDispose
    ? Object.assign(classifier, { [Symbol.asyncDispose]: dispose })
    : classifier as unknown as Classifier;
}

async function predictOne(
  setup: Setup,
  input: AudioInput,
  work: PredictOptions,
): Promise<Prediction> {
  const recording = await openRecording(input, work);
  try {
    return await predictRecording(setup, recording, work);
  } finally {
    await recording.close();
  }
}

/** Options of {@link createClassifier} in every form. */
type AnyOptions = ClassifierOptions & Partial<ModelSpec> & {
  readonly models?: readonly (ModelReference | ModelSpec)[];
};

/** Finds the models and gives each its own options, and the shared ones that it can use. */
async function configureModels(options: AnyOptions): Promise<ConfiguredModel[]> {
  checkSourceOptions(CREATING, options);
  checkSharedOptions(CREATING, options);
  const { source, sessions, coverage, fetch: _, maxBytes: __, ...rest } = options;
  const configured: ConfiguredModel[] = [];
  for (const { model, ...own } of readSpecs(defined(rest))) {
    configured.push({ manifest: await findModel(model), options: defined(own) });
  }
  const hasSets = configured.some(({ manifest }) => manifest.conformal);
  return configured.map(({ manifest, options }) => ({
    manifest,
    options: {
      ...defined({ source }),
      ...(manifest.task === "tags" ? {} : defined({ sessions })),
      // Where no model has prediction sets, the first one reports it.
      ...(manifest.conformal || !hasSets ? defined({ coverage }) : {}),
      ...options,
    },
  }));
}

/** Converts both forms of options, and the default, to a list of models with options. */
function readSpecs({ model, models, ...own }: AnyOptions): readonly ModelSpec[] {
  if (model !== undefined && models !== undefined) {
    throw new TypeError(`${CREATING}: expected model or models, received both`);
  }
  if (model !== undefined) return [{ model, ...own }];
  const [misplaced] = Object.keys(own);
  if (misplaced !== undefined && !MODEL_OPTIONS.includes(misplaced)) {
    checkOptions(CREATING, own, CLASSIFIER_OPTIONS);
  }
  if (misplaced !== undefined) {
    throw new TypeError(
      `${CREATING}: expected ${misplaced} with its model, as in ` +
        `models: [{ model: "NAME", ${misplaced} }], received it without one`,
    );
  }
  if (models !== undefined && !Array.isArray(models)) {
    throw new TypeError(`${CREATING}: expected models as an array, received ${describe(models)}`);
  }
  if (models?.length === 0) {
    throw new RangeError(`${CREATING}: expected one or more models, received none`);
  }
  const entries: NonNullable<AnyOptions["models"]> = models ?? embeddedModels;
  return entries.map((entry, i) => {
    if (isSpec(entry)) return entry;
    if (isManifest(entry)) return { model: entry };
    const keys = Object.keys(entry).join(", ");
    throw new TypeError(
      `${CREATING}: expected models[${i}] to be a name, a manifest or { model }, received ` +
        (keys ? `{ ${keys} }` : "{}"),
    );
  });
}

/** Tells whether an entry may be a manifest or a name; {@link findModel} checks it. */
function isManifest(entry: ModelReference): boolean {
  return typeof entry !== "object" || entry === null || Array.isArray(entry) ||
    "task" in entry || "id" in entry;
}

function isSpec(entry: ModelReference | ModelSpec): entry is ModelSpec {
  return typeof entry === "object" && entry !== null && "model" in entry;
}

/** Copies the options that are defined. */
function defined<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** Model store in the default folder, opened when a file is first needed. */
function defaultStore(): ModelSource {
  return {
    async read(...file) {
      const { openModelStore } = await import("./store/model_store.ts");
      return await (await openModelStore()).read(...file);
    },
  };
}
