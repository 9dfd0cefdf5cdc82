import { checkNumber, checkOptions } from "../../check_option.ts";
import { openModelStore } from "../../store/model_store.ts";
import type { Prediction } from "../../prediction/prediction.ts";
import { busy, clientGone, Problem } from "../problem.ts";
import type { FromWorker, WorkerOptions } from "./pool_messages.ts";
import {
  createPredictor,
  modelInfos,
  type Predictor,
  type PredictRequest,
  type StoredRecording,
  toSpec,
} from "./predictor.ts";
import { embeddedModels } from "../../models/registry.ts";
import { spawnWorker, type Thread } from "./spawn_worker.ts";

/** Options of {@link createPool}. */
export interface PoolOptions extends WorkerOptions {
  /** Number of workers, at least 1; default the number of processors. */
  readonly workers?: number;
  /** Time for one recording in seconds, after which its worker is replaced; default 60. */
  readonly timeLimitSeconds?: number;
  /** Number of recordings that may wait for a worker; default 1000. */
  readonly maxWaiting?: number;
}

/** Recording that waits or is being predicted. */
interface Task {
  readonly recording: StoredRecording;
  readonly request: PredictRequest;
  resolve(prediction: Prediction): void;
  reject(error: Error): void;
}

/** Place of the pool for one thread. */
interface Place {
  thread?: Thread;
  task?: Task;
  timer?: ReturnType<typeof setTimeout>;
  /** Whether the thread has loaded its models. */
  isReady: boolean;
  /** Number of the thread; later messages of one that was replaced are ignored. */
  run: number;
  /** Number of threads in a row that failed before they were ready. */
  failures: number;
}

const START_FAILURES = 3;

/**
 * Creates a predictor on threads of their own: Node, Deno and Bun. A recording that takes longer
 * than the limit costs its worker, which is replaced; the others go on.
 *
 * @throws {TypeError} when an option is unknown or has the wrong type
 * @throws {RangeError} when a number is out of range
 */
export function createPool(options: PoolOptions = {}): Predictor {
  const { workers = hostProcessors(), timeLimitSeconds = 60, maxWaiting = 1000, ...rest } = options;
  const checking = "Creating a pool";
  checkOptions(checking, options, NAMES);
  checkNumber(checking, "workers", workers, { min: 1, integer: true });
  checkNumber(checking, "timeLimitSeconds", timeLimitSeconds, { above: 0 });
  checkNumber(checking, "maxWaiting", maxWaiting, { min: 0, integer: true });
  const places = Array.from(
    { length: workers },
    (): Place => ({ isReady: false, run: 0, failures: 0 }),
  );
  const waiting = new Set<Task>();
  let replaced = 0;
  let isClosed = false;
  let local: Promise<Predictor> | undefined;

  const start = async (place: Place): Promise<void> => {
    const run = ++place.run;
    const isCurrent = () => place.run === run;
    const fail = (error: Error) => {
      if (!isCurrent()) return;
      replace(
        place,
        new Problem(
          {
            status: 500,
            code: "worker_failed",
            detail: "The worker failed; the recording may have too much to decode",
          },
          {},
          error,
        ),
      );
    };
    try {
      place.thread = await spawnWorker((message) => isCurrent() && receive(place, message), fail);
      place.thread.post({ options: rest });
    } catch (error) {
      fail(error as Error);
    }
    if (isClosed) place.thread?.end();
  };
  const replace = (place: Place, problem: Problem): void => {
    if (isClosed) return;
    const { thread, task, isReady } = place;
    clearTimeout(place.timer);
    delete place.thread;
    delete place.task;
    place.run++;
    place.failures = isReady ? 0 : place.failures + 1;
    place.isReady = false;
    thread?.end();
    task?.reject(problem);
    replaced++;
    if (place.failures < START_FAILURES) void start(place);
    else if (places.every(({ failures }) => failures >= START_FAILURES)) {
      for (const one of waiting) one.reject(problem);
      waiting.clear();
    }
  };
  const receive = (place: Place, message: FromWorker): void => {
    if ("ready" in message) place.isReady = true;
    else if (!place.isReady && "problem" in message) {
      replace(place, new Problem(message.problem));
      return;
    } else {
      const { task } = place;
      clearTimeout(place.timer);
      delete place.task;
      if ("prediction" in message) task?.resolve(message.prediction);
      else task?.reject(new Problem(message.problem));
    }
    assign(place);
  };
  const assign = (place: Place): void => {
    const [task] = waiting;
    if (!task || !place.isReady || place.task || !place.thread) return;
    waiting.delete(task);
    place.task = task;
    place.timer = setTimeout(() => {
      const detail = `Predicting: expected an answer in ${timeLimitSeconds} s, received none`;
      replace(place, new Problem({ status: 422, code: "time_limit", detail }));
    }, timeLimitSeconds * 1000);
    const { recording, request } = task;
    const transfer = typeof recording === "string" ? [] : [recording.buffer];
    place.thread.post({ recording, request }, transfer);
  };
  const predict = (
    recording: StoredRecording,
    request: PredictRequest = {},
    signal?: AbortSignal,
  ): Promise<Prediction> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(clientGone());
      if (isClosed) return reject(busy(503, "closing", "The server is closing"));
      if (places.every(({ failures }) => failures >= START_FAILURES)) {
        return reject(busy(503, "no_worker", "No worker starts; the log has the reason"));
      }
      const isFull = waiting.size >= maxWaiting && !places.some((place) => isFree(place));
      if (isFull) return reject(busy(503, "overloaded", "Too many recordings wait"));
      const task = { recording, request, resolve, reject };
      waiting.add(task);
      signal?.addEventListener("abort", () => waiting.delete(task) && reject(clientGone()), {
        once: true,
      });
      const place = places.find(isFree);
      if (place) assign(place);
    });
  for (const place of places) void start(place);
  return {
    models: () => modelInfos((rest.models ?? embeddedModels).map(toSpec)),
    predict,
    classifier: async () => await (await (local ??= localPredictor(rest))).classifier(),
    get load() {
      return {
        running: places.filter(({ task }) => task).length,
        waiting: waiting.size,
        replaced,
      };
    },
    async close() {
      isClosed = true;
      const closing = busy(503, "closing", "The server is closing");
      for (const task of waiting) task.reject(closing);
      waiting.clear();
      for (const { thread, task, timer } of places) {
        clearTimeout(timer);
        task?.reject(closing);
        thread?.end();
      }
      await (await local)?.close();
    },
  };
}

const NAMES: Readonly<Record<keyof PoolOptions, true>> = {
  workers: true,
  timeLimitSeconds: true,
  maxWaiting: true,
  models: true,
  cacheFolder: true,
  maxSeconds: true,
};

function isFree({ isReady, task }: Place): boolean {
  return isReady && task === undefined;
}

/** Creates the predictor of live audio, which needs no thread: its windows are short. */
async function localPredictor({ cacheFolder, ...options }: WorkerOptions): Promise<Predictor> {
  if (cacheFolder === undefined) return createPredictor(options);
  return createPredictor({ ...options, source: await openModelStore({ folder: cacheFolder }) });
}

function hostProcessors(): number {
  return Math.max(1, globalThis.navigator?.hardwareConcurrency ?? 1);
}
