/**
 * The stages put together: bytes or samples in, a prediction out.
 *
 * @module
 */
import { embeddedModels } from "../models/mod.ts";
import { decode, toMono } from "./decode/mod.ts";
import { frontEnd } from "./features/front_ends.ts";
import { windowFeatures } from "./features/window_features.ts";
import { createHead } from "./head/classifier.ts";
import { sigmoid } from "./head/links.ts";
import { type AudioInput, isRawAudio, readBytes } from "./io/read_input.ts";
import { cryPrediction } from "./prediction/cry_prediction.ts";
import type { ModelManifest } from "./prediction/manifest.ts";
import type { AudioSummary, Prediction, TimedProbability } from "./prediction/prediction.ts";
import type { LongWorkOptions, Waveform } from "./types.ts";
import { checkSamples, checkWaveform } from "./waveform/check_waveform.ts";

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
   */
  predict(input: AudioInput, options?: LongWorkOptions): Promise<Prediction>;
  /** Classifies recordings one after the other; progress counts recordings. */
  predict(inputs: readonly AudioInput[], options?: LongWorkOptions): Promise<Prediction[]>;
}

/** Options of {@link createClassifier}. */
export interface ClassifierOptions {
  /** An embedded model by its name, or a manifest. Default `cry-detect`. */
  readonly model?: string | ModelManifest;
}

/**
 * Loads a model. The embedded ones need no network and no ONNX runtime.
 *
 * Research software: not for medical, safety or monitoring decisions.
 *
 * @throws {RangeError} when no model has that name
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
// deno-lint-ignore require-await -- models that are not embedded will load here
export async function createClassifier(options: ClassifierOptions = {}): Promise<Classifier> {
  const model = findModel(options.model ?? "cry-detect");
  const front = frontEnd(model.front_end);
  const head = createHead(model.head, model.id);
  const windows = {
    windowSeconds: model.windows.window_seconds,
    hopSeconds: model.windows.hop_seconds,
    minPartialSeconds: model.windows.min_partial_seconds,
    fill: model.windows.fill,
  };

  const predictOne = async (input: AudioInput, work: LongWorkOptions): Promise<Prediction> => {
    const { waveform, format, damage } = await hear(input, work);
    checkWaveform(waveform, { minSeconds: model.min_seconds });
    const audio: AudioSummary = {
      durationSeconds: waveform.samples.length / waveform.sampleRateHz,
      sampleRateHz: waveform.sampleRateHz,
      ...(format === undefined ? {} : { format }),
      ...(damage === undefined ? {} : { damage }),
    };
    const timeline: TimedProbability[] = [];
    for await (const window of windowFeatures(waveform, front, { ...windows, ...work })) {
      const { startSeconds, endSeconds, levelDbfs, features } = window;
      const { scale, offset } = model.calibration;
      const probability = levelDbfs < model.silence_dbfs
        ? 0
        : sigmoid(scale * head.logits(features)[0]! + offset);
      timeline.push({ startSeconds, endSeconds, probability });
    }
    return { audio, cry: cryPrediction(timeline, { ...windows, threshold: model.threshold }) };
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
  return { model, predict };
}

function findModel(model: string | ModelManifest): ModelManifest {
  if (typeof model !== "string") return model;
  const found = embeddedModels.find((known) => known.id === model);
  if (found) return found;
  const known = embeddedModels.map((known) => known.id).join(", ");
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
