/**
 * Interface of the classifier, and its options.
 *
 * @module
 */
import type { SessionFactory } from "./encoder/session.ts";
import type { PredictOptions } from "./input/predict_options.ts";
import type { AudioInput } from "./input/audio_input.ts";
import type { SampleStream } from "./input/read_samples.ts";
import type { ModelManifest } from "./models/manifest.ts";
import type { CryUpdate } from "./prediction/cry/cry_updates.ts";
import type { Prediction } from "./prediction/prediction.ts";
import type { ModelSource } from "./types.ts";

/** Classifier of recordings by one or more models. */
export interface Classifier<P extends Prediction = Prediction> {
  /** Manifests of the models, at most one for each task. */
  readonly models: readonly ModelManifest[];
  /**
   * Classifies one recording.
   *
   * @throws {TypeError} when the input has none of the known forms, samples are not float32 or have
   *   no rate, or an option has the wrong type
   * @throws {RangeError} when samples are not finite, too few or too many, or a rate is out of
   *   range
   * @throws {InputError} when a path or URL cannot be read, or is larger than `maxBytes`
   * @throws {DecodeError} when the bytes are not audio, or their format has no decoder
   * @throws {StoreError} when a file of the model is not in the model store
   * @throws {ModelError} when a file of the model does not match its manifest
   * @throws {UnavailableError} when an optional package is missing: a decoder, or the ONNX runtime
   */
  predict(input: AudioInput, options?: PredictOptions): Promise<P>;
  /**
   * Classifies recordings in order; progress counts recordings. The first error rejects the call.
   */
  predict(inputs: readonly AudioInput[], options?: PredictOptions): Promise<P[]>;
  /**
   * Classifies a live recording: an update at the end of each window, with the numbers that {@link
   * predict} returns for the whole in `cry.timeline`, and an event when crying starts or ends.
   *
   * @throws {RangeError} when no model detects cries; otherwise as {@link predict}
   * @throws {TypeError} when the source is not a stream; otherwise as {@link predict}
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
   * Classifies two seconds of noise at each rate, as a WAV file, so that the first recording takes
   * little longer than the next: it loads files, computes tables and lets the runtime compile the
   * code. A Worker calls it in its global scope, before the first request.
   *
   * @param ratesHz sample rates of later recordings, in Hz; default 16, 44.1 and 48 kHz
   * @throws {RangeError} when a rate is out of range; otherwise as {@link predict}
   */
  warmUp(ratesHz?: readonly number[]): Promise<void>;
  /** Releases the memory of loaded networks; the next prediction loads them again. */
  dispose(): Promise<void>;
  /**
   * Calls {@link dispose} at the end of the scope of `await using`. Absent on runtimes without it.
   */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Options of {@link Classifier.stream}. */
export interface StreamOptions {
  /** Sample rate of the chunks in Hz, 4,000 to 768,000. */
  readonly sampleRateHz: number;
  /**
   * Whether resampling delays updates by 0.06 s only, instead of up to 1.2 s; default false. The
   * probabilities then differ from those of {@link Classifier.predict} by rounding, and resampling
   * takes more time.
   */
  readonly lowDelay?: boolean;
  /** Signal that ends the stream, which rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** Names of the options of {@link Classifier.stream}. */
export const STREAM_OPTIONS: Readonly<Record<keyof StreamOptions, true>> = {
  sampleRateHz: true,
  lowDelay: true,
  signal: true,
};

/** Options of {@link createClassifier} that all its models share. */
export interface ClassifierOptions extends Pick<PredictOptions, "fetch" | "maxBytes"> {
  /** Provider of the files of models that are not embedded. Default: the model store. */
  readonly source?: ModelSource;
  /** Runner of ONNX networks. Default: `onnxruntime-web`, loaded when it is first needed. */
  readonly sessions?: SessionFactory;
  /** Coverage of prediction sets, between 0 and 1, for every model that was calibrated for them. */
  readonly coverage?: number;
}

/** Names of the options of {@link ClassifierOptions}, and of the models. */
export const CLASSIFIER_OPTIONS: Readonly<
  Record<keyof ClassifierOptions | "model" | "models", true>
> = {
  model: true,
  models: true,
  source: true,
  sessions: true,
  coverage: true,
  fetch: true,
  maxBytes: true,
};
