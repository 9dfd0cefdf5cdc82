/**
 * Models of a server, in this thread. The pool has the same interface.
 *
 * @module
 */
import type { Classifier } from "../../classifier.ts";
import { StoreError, UnavailableError } from "../../errors.ts";
import type { AudioInput } from "../../input/audio_input.ts";
import { findModel } from "../../models/find_model.ts";
import type { ModelReference, ModelSpec } from "../../models/model_options.ts";
import { embeddedModels } from "../../models/registry.ts";
import { createClassifier } from "../../pipeline.ts";
import type { Prediction } from "../../prediction/prediction.ts";
import type { ModelSource } from "../../types.ts";
import { Problem } from "../problem.ts";

/** Encoded recording: its bytes, or the path of a file. */
export type StoredRecording = Uint8Array | string;

/** Choice of the models that answer. */
export interface PredictRequest {
  /**
   * Mode of `cry-resnet`, as the original service (`trained`) and its Lambda (`lambda`) use it.
   * Without its weights, the models of the server answer.
   */
  readonly original?: "trained" | "lambda";
  /** Names of models, at most one for each task. Default: the models of the server. */
  readonly models?: readonly string[];
  /** Coverage of prediction sets, between 0 and 1. */
  readonly coverage?: number;
}

/** Model that a server offers. */
export interface ModelInfo {
  /** Name. */
  readonly id: string;
  /** Task, and the key of its answer. */
  readonly task: string;
  /** Whether it answers when a request names no models. */
  readonly default: boolean;
  /** Whether its answers have not been shown to be correct. */
  readonly experimental: boolean;
  /** Shortest recording in seconds. */
  readonly minSeconds: number;
  /** License of the weights. */
  readonly license: string;
}

/** Load of a predictor. */
export interface PredictorLoad {
  /** Number of recordings that are being predicted. */
  readonly running: number;
  /** Number of recordings that wait. */
  readonly waiting: number;
  /** Number of workers that were replaced. */
  readonly replaced: number;
}

/** Models of a server. */
export interface Predictor {
  /** Lists the models. */
  models(): Promise<readonly ModelInfo[]>;
  /**
   * Classifies a recording. Bytes may be moved to another thread: the caller gives them up.
   *
   * @throws as `Classifier.predict`, or a problem with a status
   */
  predict(
    recording: StoredRecording,
    request?: PredictRequest,
    signal?: AbortSignal,
  ): Promise<Prediction>;
  /** Loads the classifier of live audio. */
  classifier(): Promise<Classifier>;
  /** Load at this time. */
  readonly load: PredictorLoad;
  /** Ends the work and releases memory. */
  close(): Promise<void>;
}

/** Options of {@link createPredictor}. */
export interface PredictorOptions {
  /** Models with their options. Default: the embedded models. */
  readonly models?: readonly (ModelReference | ModelSpec)[];
  /** Provider of the files of models that are not embedded. Default: the model store. */
  readonly source?: ModelSource;
  /** Longest recording in seconds; default 3600. */
  readonly maxSeconds?: number;
}

const ORIGINAL = "cry-resnet";
/** Models that every server offers, besides its own. */
const OFFERED = [...embeddedModels.map(({ id }) => id), "cry-pain"];
/** Number of classifiers that are kept; requests choose models and coverages. */
const KEPT = 8;

/**
 * Creates a predictor in this thread: for Workers, and for tests.
 *
 * @example
 * ```ts
 * import { createApp, createPredictor } from "@babycry/babycry/server";
 * import assert from "node:assert/strict";
 *
 * const app = createApp({ predictor: createPredictor({ models: ["cry-detect"] }) });
 * const response = await app.fetch(new Request("http://localhost/v1/models"));
 * assert.equal(response.status, 200);
 * ```
 */
export function createPredictor(options: PredictorOptions = {}): Predictor {
  const { maxSeconds = 3600, source } = options;
  const own = (options.models ?? embeddedModels).map(toSpec);
  const shared = source === undefined ? {} : { source };
  const kept = new Map<string, Promise<Classifier>>();
  let hasOriginal = true;
  let running = 0;

  const load = async (specs: readonly ModelSpec[], coverage?: number) =>
    await createClassifier({
      ...shared,
      ...(coverage !== undefined && { coverage }),
      models: specs as never,
    }) as Classifier;
  const classifierOf = (request: PredictRequest): Promise<Classifier> => {
    const key = JSON.stringify([request.original, request.models, request.coverage]);
    const known = kept.get(key);
    const found = known ?? (async () => {
      if (request.original) return await load([{ model: ORIGINAL, mode: request.original }]);
      return await load(await specsOf(own, request.models), request.coverage);
    })();
    kept.delete(key);
    kept.set(key, found);
    if (known === undefined) {
      found.catch(() => kept.delete(key));
      for (const [old, classifier] of kept) {
        if (kept.size <= KEPT) break;
        kept.delete(old);
        classifier.then((one) => one.dispose(), () => {});
      }
    }
    return found;
  };
  const predict = async (
    recording: StoredRecording,
    request: PredictRequest = {},
    signal?: AbortSignal,
  ): Promise<Prediction> => {
    const { original, ...rest } = request;
    const work = { maxSeconds, ...(signal && { signal }) };
    const input: AudioInput = recording;
    running++;
    try {
      if (original && hasOriginal) {
        try {
          return await (await classifierOf({ original })).predict(input, work);
        } catch (error) {
          if (!isMissing(error)) throw error;
          hasOriginal = false;
        }
      }
      return await (await classifierOf(rest)).predict(input, work);
    } finally {
      running--;
    }
  };
  return {
    models: () => modelInfos(own),
    predict,
    classifier: () => classifierOf({}),
    get load() {
      return { running, waiting: 0, replaced: 0 };
    },
    async close() {
      for (const classifier of kept.values()) await (await classifier).dispose();
      kept.clear();
    },
  };
}

/** Describes the models of a server: its own, and those that every server offers. */
export async function modelInfos(own: readonly ModelSpec[]): Promise<ModelInfo[]> {
  const manifests = await Promise.all(own.map(({ model }) => findModel(model)));
  const ids = manifests.map(({ id }) => id);
  const offered = await Promise.all(OFFERED.filter((id) => !ids.includes(id)).map(findModel));
  return [...manifests, ...offered].map((manifest) => ({
    id: manifest.id,
    task: manifest.task,
    default: manifests.includes(manifest),
    experimental: manifest.experimental === true,
    minSeconds: manifest.min_seconds,
    license: manifest.license,
  }));
}

/** Converts an entry of a list of models. */
export function toSpec(entry: ModelReference | ModelSpec): ModelSpec {
  return typeof entry === "object" && "model" in entry ? entry : { model: entry };
}

/** Finds the models that a request names. @throws {Problem} 422 for another model */
async function specsOf(
  own: readonly ModelSpec[],
  names: readonly string[] | undefined,
): Promise<readonly ModelSpec[]> {
  if (names === undefined) return own;
  const infos = await modelInfos(own);
  return names.map((name) => {
    const index = infos.findIndex(({ id }) => id === name);
    if (index < 0) {
      const known = infos.map(({ id }) => id).join(", ");
      const detail = `Choosing models: expected names among ${known}, received another`;
      throw new Problem({ status: 422, code: "unknown_model", detail });
    }
    return own[index] ?? { model: name };
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof StoreError && error.code === "not_found" ||
    // A host without files, and no other source.
    error instanceof UnavailableError && error.dependency.startsWith("node:");
}
