import type { Classifier } from "../classifier.ts";
import { describe } from "../check_option.ts";
import { backoffMs } from "./backoff.ts";
import { Connection } from "./connection.ts";
import type { WatchItem } from "./watch_item.ts";
import {
  type OpenSource,
  type WatchOptions,
  watchSettings,
  type WatchSource,
} from "./watch_options.ts";
import { Watcher } from "./watcher.ts";

/**
 * Watches a source of audio for crying: yields an update at the end of each window, events, and
 * notices about the time of the source. Times come from the count of samples. An event under way
 * ends when the source ends, fails or stalls. The memory that a source takes does not grow.
 *
 * Research software: not for medical, safety or monitoring decisions.
 *
 * @param source samples with their rate, or a source that can be opened several times
 * @param classifier classifier with a model that detects cries; those of valence and reason
 *   classify the audio of each event
 * @throws {TypeError} when an option is unknown or has the wrong type
 * @throws {RangeError} when an option is out of range, or no model detects cries
 * @throws errors of a source that does not reopen
 *
 * @example
 * ```ts
 * import { createClassifier } from "@babycry/babycry";
 * import { watch } from "@babycry/babycry/listen";
 *
 * async function* microphone() {
 *   for (let second = 0; second < 5; second++) yield new Float32Array(16_000);
 * }
 * const classifier = await createClassifier();
 * const source = { sampleRateHz: 16_000, samples: microphone() };
 * for await (const item of watch(source, classifier, { holdSeconds: 10 })) {
 *   if (item.type === "cry_started") console.log(`Crying since ${item.startTime}`);
 * }
 * ```
 */
export async function* watch(
  source: WatchSource | OpenSource,
  classifier: Classifier,
  options: WatchOptions = {},
): AsyncGenerator<WatchItem> {
  const settings = watchSettings(options);
  const { clock, random } = settings;
  const { isLive = true, reopens = false, ...input } = toSource(source);
  const ending = new AbortController();
  const end = () => ending.abort(options.signal?.reason);
  options.signal?.addEventListener("abort", end, { once: true });
  if (options.signal?.aborted) end();
  const watcher = new Watcher(input.name ?? "source", classifier, { ...settings, isLive });
  try {
    for (let failures = 0; !ending.signal.aborted;) {
      const connection = new Connection(input, classifier, watcher, settings, ending.signal);
      let cause: unknown;
      try {
        yield* connection.items(isLive, reopens);
      } catch (error) {
        cause = error;
      } finally {
        connection.close();
      }
      yield* watcher.interrupt();
      if (ending.signal.aborted) return;
      if (!reopens) {
        if (cause !== undefined) throw cause;
        return;
      }
      yield* watcher.lost(cause instanceof Error ? cause.message : connection.end);
      failures = connection.isProven ? 1 : failures + 1;
      await clock.sleep(backoffMs(failures, random(), settings.backoff), ending.signal);
    }
  } finally {
    options.signal?.removeEventListener("abort", end);
    ending.abort();
  }
}

function toSource(source: WatchSource | OpenSource): WatchSource {
  if (typeof (source as Partial<WatchSource> | undefined)?.open === "function") {
    return source as WatchSource;
  }
  if ((source as Partial<OpenSource> | undefined)?.samples !== undefined) {
    return { open: () => source as OpenSource };
  }
  throw new TypeError(
    "Watching a source: expected an object with samples and sampleRateHz, or with open(), " +
      `received ${describe(source)}`,
  );
}
