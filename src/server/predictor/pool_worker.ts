/**
 * Worker of a pool: predicts one recording at a time. Started by `spawn_worker.ts`.
 *
 * @module
 */
import { problemOf } from "../problem.ts";
import type { FromWorker, ToWorker } from "./pool_messages.ts";
import { createPredictor, type Predictor } from "./predictor.ts";

/** Part of a worker's global scope, or of the port to the parent, that is used here. */
interface Port {
  postMessage(message: FromWorker): void;
}

let predictor: Predictor | undefined;

/** Answers a message of the pool. */
async function answer(message: ToWorker): Promise<FromWorker> {
  try {
    if ("options" in message) {
      const { cacheFolder, ...options } = message.options;
      const source = cacheFolder === undefined ? {} : {
        source: await (await import("../../store/mod.ts")).openModelStore({
          folder: cacheFolder,
        }),
      };
      predictor = createPredictor({ ...options, ...source });
      await (await predictor.classifier()).warmUp([16_000]);
      return { ready: true };
    }
    return { prediction: await predictor!.predict(message.recording, message.request) };
  } catch (error) {
    const { status, code, detail } = problemOf(error);
    return { problem: { status, code, detail } };
  }
}

/** Connects the worker to its parent. */
async function connect(): Promise<void> {
  // Node has no `self` in its workers.
  if (typeof self !== "undefined" && "postMessage" in self) {
    const scope = self as unknown as Port & { onmessage: (event: { data: ToWorker }) => void };
    scope.onmessage = async ({ data }) => scope.postMessage(await answer(data));
    return;
  }
  const { parentPort } = await import("node:worker_threads");
  parentPort!.on("message", async (message) => parentPort!.postMessage(await answer(message)));
}

await connect();
