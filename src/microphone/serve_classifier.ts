import type { Classifier } from "../classifier.ts";
import type { AudioInput } from "../input/audio_input.ts";
import type { PredictOptions } from "../input/predict_options.ts";
import type { CryUpdate } from "../prediction/cry/cry_updates.ts";
import { WorkerChannel, type WorkerPort } from "./_worker_channel.ts";

/**
 * Runs a classifier in the global scope of a worker, for `createClassifierWorker` on the page. A
 * page whose bundler does not find the package's own worker calls it in a file of its own, and
 * passes that worker.
 *
 * @param scope global scope of the worker
 *
 * @example
 * ```ts
 * import { serveClassifier } from "@babycry/babycry/microphone";
 *
 * serveClassifier(self as unknown as Parameters<typeof serveClassifier>[0]);
 * ```
 */
export function serveClassifier(scope: WorkerPort): void {
  let classifier: Classifier;
  const streams = new Map<number, AsyncGenerator<CryUpdate>>();
  async function* samples(stream: number): AsyncGenerator<Float32Array> {
    for (;;) {
      const piece = await channel.call("piece", [stream]);
      if (piece === undefined) return;
      yield piece as Float32Array;
    }
  }
  const channel = new WorkerChannel(scope, {
    async create(_, options: object) {
      const { createClassifier } = await import("../pipeline.ts");
      classifier = await createClassifier(options);
      return classifier.models;
    },
    predict: (signal, input: AudioInput, options: PredictOptions) =>
      classifier.predict(input, { ...options, signal }),
    async next(_, stream: number, sampleRateHz: number, lowDelay = false) {
      const updates = streams.get(stream) ??
        classifier.stream(samples(stream), { sampleRateHz, lowDelay });
      streams.set(stream, updates);
      return (await updates.next()).value;
    },
    async return(_, stream: number) {
      const updates = streams.get(stream);
      streams.delete(stream);
      await updates?.return(undefined);
    },
    warmUp: (_, ratesHz: readonly number[] | undefined) => classifier.warmUp(ratesHz),
    dispose: () => classifier.dispose(),
  });
}
