/**
 * The stages put together: bytes or samples in, a prediction out.
 *
 * @module
 */
import { loadManifest } from "./models/load_manifest.ts";
import { embeddedModels, models } from "./models/registry.ts";
import { checkType, checkWork } from "./check_option.ts";
import { decode, toMono } from "./decode/mod.ts";
import { noiseWav } from "./decode/noise_wav.ts";
import { createWindowCache } from "./encoder/window_cache.ts";
import { type AudioInput, isRawAudio, readBytes } from "./input/read_input.ts";
import { readSamples, type SampleStream } from "./input/read_samples.ts";
import { reconcile } from "./prediction/reconcile.ts";
import { createScorers, type ModelOptions } from "./prediction/create_scorers.ts";
import type { CryUpdate } from "./prediction/cry/cry_updates.ts";
import type { ModelManifest } from "./models/manifest.ts";
import type { AudioSummary, Prediction } from "./prediction/prediction.ts";
import type { ModelSource, ProgressOptions, Waveform } from "./types.ts";
import { checkRate, checkSamples, checkWaveform } from "./waveform/check_waveform.ts";

/** What hears whether there is a cry. */
const DETECTOR = "cry-detect";

/** What phones and microphones record at. */
const WARM_UP_RATES_HZ = [16_000, 44_100, 48_000] as const;
const WARM_UP_SECONDS = 2;

/** Models, ready to answer. */
export interface Classifier {
  /** What it answers with. */
  readonly models: readonly ModelManifest[];
  /**
   * Classifies one recording.
   *
   * @throws {TypeError} for samples that are not float32 or come without a rate
   * @throws {RangeError} for samples that are not finite or too few, or a rate out of range
   * @throws {DecodeError} for bytes that are not audio that is decoded here
   * @throws {ModelError} when a file of the model is not there or not what its manifest says
   * @throws {UnavailableError} when it needs an ONNX runtime and there is none
   */
  predict(input: AudioInput, options?: ProgressOptions): Promise<Prediction>;
  /** Classifies recordings one after the other; progress counts recordings. */
  predict(inputs: readonly AudioInput[], options?: ProgressOptions): Promise<Prediction[]>;
  /**
   * Hears a recording while it goes on: an update at the end of each window, with the numbers that
   * {@link predict} gives of the whole in `cry.timeline`, and an event where crying starts or ends.
   *
   * @throws {RangeError} when no model hears cries, and as {@link predict}
   * @throws {TypeError} when the source is no stream, and as {@link predict}
   *
   * @example
   * ```ts
   * import { createClassifier } from "@babycry/babycry";
   * import assert from "node:assert/strict";
   *
   * async function* microphone() {
   *   for (let second = 0; second < 5; second++) yield new Float32Array(16_000);
   * }
   * const classifier = await createClassifier();
   * for await (const update of classifier.stream(microphone(), { sampleRateHz: 16_000 })) {
   *   const { endSeconds, probability, event } = update;
   *   if (event === "cry_started") console.log(`Crying at ${endSeconds} s: ${probability}`);
   *   assert.equal(event, undefined);
   * }
   * ```
   */
  stream(source: SampleStream, options: StreamOptions): AsyncGenerator<CryUpdate>;
  /**
   * Answers for two seconds of made-up noise at each rate, as a WAV file, so that the first recording
   * takes little longer than the next: what is loaded and computed once is there, and the runtime has
   * compiled what runs. A Worker does it in its global scope, where no request waits for it.
   *
   * @param ratesHz of the recordings to come; default 16, 44.1 and 48 kHz
   * @throws {RangeError} when a rate is out of range, and as {@link predict}
   */
  warmUp(ratesHz?: readonly number[]): Promise<void>;
  /** Gives back the memory of networks that were loaded; they are loaded again when needed. */
  dispose(): Promise<void>;
}

/** Options of {@link Classifier.stream}. */
export interface StreamOptions {
  /** Of the samples that come. */
  readonly sampleRateHz: number;
  /** Stops listening; the stream rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Options of {@link createClassifier}. */
export interface ClassifierOptions extends ModelOptions {
  /**
   * A model by its name, or a manifest, which is checked, and converted when an earlier version saved
   * it; or several, one a task, which answer in one pass over the recording and never contradict each
   * other. Default: all that are embedded.
   */
  readonly model?: string | ModelManifest | readonly (string | ModelManifest)[];
}

/**
 * Loads models. The embedded ones need no network and no ONNX runtime; files of the others are read
 * when they are first needed.
 *
 * Research software: not for medical, safety or monitoring decisions.
 *
 * @throws {TypeError} when an option has another type
 * @throws {RangeError} when no model, or no head or mode of it, has that name; when an option is out of
 *   range or the model has no use for it
 * @throws {ModelError} when a manifest is not valid, see `checkManifest`
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
  checkType("Loading models", "the options", options, "object");
  const asked = [options.model ?? embeddedModels].flat() as (string | ModelManifest)[];
  const models = asked.map(findModel);
  const detector = findModel(DETECTOR);
  const source = options.source ?? CACHE;
  const scorers = createScorers(models, { ...options, source }, detector);
  const minSeconds = Math.max(...models.map(({ min_seconds }) => min_seconds));

  const predictOne = async (input: AudioInput, work: ProgressOptions): Promise<Prediction> => {
    const { waveform, format, damage } = await readWaveform(input, work);
    checkWaveform(waveform, { minSeconds });
    const audio: AudioSummary = {
      durationSeconds: waveform.samples.length / waveform.sampleRateHz,
      sampleRateHz: waveform.sampleRateHz,
      ...(format === undefined ? {} : { format }),
      ...(damage === undefined ? {} : { damage }),
    };
    const cache = createWindowCache();
    let answers: Omit<Prediction, "audio"> = {};
    for (const scorer of scorers) {
      answers = { ...answers, ...await scorer.score(waveform, { ...work, cache }, answers) };
    }
    return { audio, ...reconcile(answers) };
  };

  async function predict(input: AudioInput, work?: ProgressOptions): Promise<Prediction>;
  async function predict(
    inputs: readonly AudioInput[],
    work?: ProgressOptions,
  ): Promise<Prediction[]>;
  async function predict(
    input: AudioInput | readonly AudioInput[],
    work: ProgressOptions = {},
  ): Promise<Prediction | Prediction[]> {
    checkType("Classifying", "the options", work, "object");
    checkWork("Classifying", work);
    if (!Array.isArray(input)) return await predictOne(input as AudioInput, work);
    const { onProgress, ...rest } = work;
    const predictions: Prediction[] = [];
    for (const one of input as readonly AudioInput[]) {
      predictions.push(await predictOne(one, rest));
      onProgress?.({ done: predictions.length, total: input.length });
    }
    return predictions;
  }
  async function* stream(
    source: SampleStream,
    options = {} as StreamOptions,
  ): AsyncGenerator<CryUpdate> {
    checkType("Listening", "the options", options, "object");
    checkWork("Listening", options);
    const scorer = scorers.find((scorer) => scorer.stream);
    if (!scorer?.stream) {
      const ids = models.map(({ id }) => id).join(", ");
      throw new RangeError(`Listening with ${ids}: none of them hears cries`);
    }
    yield* scorer.stream(readSamples(source, options), options);
  }
  const warmUp = async (ratesHz: readonly number[] = WARM_UP_RATES_HZ) => {
    const seconds = Math.max(WARM_UP_SECONDS, minSeconds);
    for (const sampleRateHz of ratesHz) {
      checkRate(sampleRateHz);
      // Silence would be answered before all has run.
      await predictOne(noiseWav(seconds, sampleRateHz), {});
    }
  };
  const dispose = async () => {
    for (const scorer of scorers) await scorer.dispose();
  };
  return { models, predict, stream, warmUp, dispose };
}

/** The cache folder that `babycry models pull` fills. */
const CACHE: ModelSource = {
  async read(...file) {
    const { openModelStore } = await import("./store/model_store.ts");
    return await (await openModelStore()).read(...file);
  },
};

function findModel(model: string | ModelManifest): ModelManifest {
  if (typeof model !== "string") {
    if (models.includes(model)) return model;
    checkType("Loading models", "model", model, "object");
    return loadManifest(model).model;
  }
  const found = models.find((known) => known.id === model);
  if (found) return found;
  const known = models.map((known) => known.id).join(", ");
  throw new RangeError(`Loading model ${model}: there is none of that name, known are ${known}`);
}

async function readWaveform(
  input: AudioInput,
  work: ProgressOptions,
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
