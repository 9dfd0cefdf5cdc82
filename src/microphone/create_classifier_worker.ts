import { checkOptions, checkWork, describe } from "../check_option.ts";
import {
  type Classifier,
  type ClassifierOptions,
  STREAM_OPTIONS,
  type StreamOptions,
} from "../classifier.ts";
import { UnavailableError } from "../errors.ts";
import { type AudioInput, rawAudioOf } from "../input/audio_input.ts";
import type { PredictOptions } from "../input/predict_options.ts";
import { readSamples, type SampleStream } from "../input/read_samples.ts";
import { isInstance } from "../instance_of.ts";
import type { ModelEntry, ModelList, Task, TaskOf } from "../models/model_options.ts";
import type { ModelManifest } from "../models/manifest.ts";
import type { CryUpdate } from "../prediction/cry/cry_updates.ts";
import type { Prediction, PredictionOf } from "../prediction/prediction.ts";
import { WorkerChannel, type WorkerPort } from "./_worker_channel.ts";

/** Web Worker, as far as it is used. */
export interface WorkerLike extends WorkerPort {
  /** Ends the worker. */
  terminate(): void;
}

/** Options of {@link createClassifierWorker}: what a message to a worker can hold. */
export interface ClassifierWorkerOptions extends Pick<ClassifierOptions, "coverage" | "maxBytes"> {
  /**
   * Worker that calls {@link serveClassifier}. Default: a new module worker from the package's file
   * `classifier_worker.js`, which must have the page's origin.
   */
  readonly worker?: WorkerLike;
}

/** Classifier that runs in a worker. */
export interface ClassifierWorker<P extends Prediction = Prediction> extends Classifier<P> {
  /** Ends the worker; calls under way, and later ones, reject with an `UnavailableError`. */
  close(): void;
}

const NAMES: Readonly<Record<keyof ClassifierWorkerOptions | "models", true>> = {
  coverage: true,
  maxBytes: true,
  models: true,
  worker: true,
};
const PREDICT_OPTIONS: Readonly<
  Record<Exclude<keyof PredictOptions, "fetch" | "onProgress">, true>
> = { maxBytes: true, maxBufferBytes: true, maxSeconds: true, signal: true };
const CREATING = "Creating a classifier in a worker";
const CLASSIFYING = "Classifying in a worker";

/**
 * Creates a classifier that runs in a Web Worker, so that a page stays responsive. It takes the
 * place of one of `createClassifier`, also in `watch`: samples move to the worker in pieces, each
 * when the worker asks for it, and errors keep their class and fields. `predict` takes samples,
 * bytes, Blobs, `ReadableStream`s, paths and URLs, and no `fetch` and `onProgress`.
 *
 * Research software: not for medical, safety or monitoring decisions.
 *
 * @throws {UnavailableError} when the host has no Web Workers, or the worker cannot be loaded
 * @throws {TypeError} when an option is unknown or has the wrong type
 * @throws errors of `createClassifier`
 *
 * @example
 * ```ts no-assert
 * import { createClassifierWorker } from "@babycry/babycry/microphone";
 *
 * const classifier = await createClassifierWorker();
 * const samples = new Float32Array(16_000);
 * const { cry } = await classifier.predict({ samples, sampleRateHz: 16_000 });
 * console.log(cry.label);
 * classifier.close();
 * ```
 */
export async function createClassifierWorker(
  options?: ClassifierWorkerOptions & { readonly models?: never },
): Promise<ClassifierWorker<PredictionOf<Exclude<Task, "tags">>>>;
/** Creates a classifier in a worker from models that are named, as `createClassifier` does. */
export async function createClassifierWorker<const L extends readonly ModelEntry[]>(
  options: ClassifierWorkerOptions & { readonly models: ModelList<L> },
): Promise<ClassifierWorker<PredictionOf<{ [I in keyof L]: TaskOf<L[I]> }[number]>>>;
export async function createClassifierWorker(
  options: ClassifierWorkerOptions & { readonly models?: unknown } = {},
): Promise<ClassifierWorker> {
  checkOptions(CREATING, options, NAMES);
  const { worker = startWorker(), ...rest } = options;
  const sources = new Map<number, Source>();
  const channel = new WorkerChannel(worker, {
    piece: (_, stream: number) => sources.get(stream)!.next(),
  });
  const fail = (received: string) =>
    channel.close(
      new UnavailableError(`${CLASSIFYING}: expected a running worker, received ${received}`, {
        dependency: "Worker",
      }),
    );
  const close = () => {
    fail("a closed one");
    worker.terminate();
  };
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    fail(`an error: ${(event as ErrorEvent).message ?? "the file cannot be loaded"}`);
  });
  try {
    const models = await channel.call("create", [rest]) as ModelManifest[];
    return createClient(channel, sources, models, close);
  } catch (error) {
    worker.terminate();
    throw error;
  }
}

function startWorker(): WorkerLike {
  if (typeof Worker === "undefined") {
    throw new UnavailableError(`${CREATING}: expected a host with Web Workers, received another`, {
      dependency: "Worker",
    });
  }
  return new Worker(new URL("./classifier_worker.ts", import.meta.url), { type: "module" });
}

/** Source of a stream, read when the worker asks. */
class Source {
  readonly #pieces: AsyncGenerator<Float32Array>;
  readonly #closing = new AbortController();
  /** Error of the source; the worker has only a copy of it. */
  failure: { readonly error: unknown } | undefined;

  constructor(source: SampleStream) {
    this.#pieces = readSamples(source, { signal: this.#closing.signal });
  }

  /** Copies the next piece, which then moves to the worker; undefined at the end. */
  async next(): Promise<Float32Array | undefined> {
    try {
      const { value } = await this.#pieces.next();
      return value instanceof Float32Array ? value.slice() : value;
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }

  /** Releases the source. */
  close(): void {
    this.#closing.abort();
    this.#pieces.return(undefined).catch(() => {});
  }
}

function createClient(
  channel: WorkerChannel,
  sources: Map<number, Source>,
  models: readonly ModelManifest[],
  close: () => void,
): ClassifierWorker {
  let streams = 0;
  async function predict(input: unknown, options: PredictOptions = {}): Promise<never> {
    checkOptions(CLASSIFYING, options, PREDICT_OPTIONS);
    checkWork(CLASSIFYING, options);
    const { signal, ...rest } = options;
    const transfer: ArrayBuffer[] = [];
    const message = Array.isArray(input)
      ? input.map((one) => toMessage(one, transfer))
      : toMessage(input as AudioInput, transfer);
    return await channel.call("predict", [message, rest], { transfer, signal }) as never;
  }
  async function* stream(
    samples: SampleStream,
    options = {} as StreamOptions,
  ): AsyncGenerator<CryUpdate> {
    checkOptions("Classifying a stream", options, STREAM_OPTIONS);
    checkWork("Classifying a stream", options);
    const { sampleRateHz, lowDelay, signal } = options;
    const id = streams++;
    const source = new Source(samples);
    sources.set(id, source);
    try {
      for (;;) {
        const update = await channel.call("next", [id, sampleRateHz, lowDelay], { signal });
        if (update === undefined) return;
        yield update as CryUpdate;
      }
    } catch (error) {
      throw source.failure ? source.failure.error : error;
    } finally {
      source.close();
      channel.call("return", [id]).catch(() => {}).finally(() => sources.delete(id));
    }
  }
  const client = {
    ...{ models, predict, stream, close },
    warmUp: async (ratesHz?: readonly number[]) => void await channel.call("warmUp", [ratesHz]),
    dispose: async () => void await channel.call("dispose", []),
  };
  // Older runtimes do not have the symbol.
  return Symbol.asyncDispose
    ? Object.assign(client, { [Symbol.asyncDispose]: () => Promise.resolve(close()) })
    : client as unknown as ClassifierWorker;
}

/** Converts a recording to what a message can hold; samples and bytes are copied and move. */
function toMessage(input: AudioInput, transfer: ArrayBuffer[]): unknown {
  const move = (copy: Float32Array | Uint8Array) => {
    transfer.push(copy.buffer as ArrayBuffer);
    return copy;
  };
  const raw = rawAudioOf(input);
  if (raw) {
    const channel = (one: unknown) => one instanceof Float32Array ? move(one.slice()) : one;
    const { samples, sampleRateHz } = raw;
    return {
      samples: Array.isArray(samples) ? samples.map(channel) : channel(samples),
      sampleRateHz,
    };
  }
  if (typeof input === "string") return absolute(input);
  if (isInstance(input, "URL")) return input.href;
  if (isInstance(input, "Uint8Array")) return move(input.slice());
  if (isInstance(input, "ArrayBuffer")) return move(new Uint8Array(input.slice(0)));
  if (isInstance(input, "Blob") || isInstance(input, "File")) return input;
  if (isInstance(input, "ReadableStream")) {
    transfer.push(input as unknown as ArrayBuffer);
    return input;
  }
  throw new TypeError(
    `${CLASSIFYING}: expected samples, bytes, a Blob, a ReadableStream, a path or a URL, received ` +
      `${describe(input)}; read it first`,
  );
}

/** Resolves an address against that of the page, not of the worker. */
function absolute(path: string): string {
  const page = (globalThis as { readonly location?: { readonly href: string } }).location?.href;
  return page?.startsWith("http") ? new URL(path, page).href : path;
}
