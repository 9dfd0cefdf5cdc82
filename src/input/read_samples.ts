import { describe } from "../check_option.ts";
import { isInstance } from "../instance_of.ts";
import type { ProgressOptions } from "../types.ts";

/** Stream of samples: mono, float32, full scale is -1 to 1, in chunks of any length. */
export type SampleStream = AsyncIterable<Float32Array> | ReadableStream<Float32Array>;

/**
 * Reads the chunks of a stream. The signal also interrupts the wait for a chunk. The stream is
 * closed when it is not read to its end.
 *
 * @throws {TypeError} when the source is not a stream
 */
export async function* readSamples(
  source: SampleStream,
  { signal }: Pick<ProgressOptions, "signal">,
): AsyncGenerator<Float32Array> {
  signal?.throwIfAborted();
  const pieces = iteratorOf(source);
  let done = false;
  try {
    for (;;) {
      const next = await (signal ? unlessAborted(pieces.next(), signal) : pieces.next());
      if (next.done) {
        done = true;
        return;
      }
      yield next.value;
      signal?.throwIfAborted();
    }
  } finally {
    // Not awaited: a source that waits for its next chunk would not answer before that.
    if (!done) pieces.return?.()?.catch(() => {});
  }
}

/** Settles as `work` does, or rejects when the signal aborts first; removes its listener. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

function iteratorOf(source: SampleStream): AsyncIterator<Float32Array> {
  // Not every browser can iterate over streams.
  if (isInstance(source, "ReadableStream")) {
    const reader = source.getReader();
    return {
      next: () => reader.read() as Promise<IteratorResult<Float32Array>>,
      async return() {
        await reader.cancel();
        return { done: true, value: undefined };
      },
    };
  }
  const iterate = (source as Partial<AsyncIterable<Float32Array>> | undefined)
    ?.[Symbol.asyncIterator];
  if (typeof iterate === "function") return iterate.call(source);
  const isSync = Symbol.iterator in Object(source);
  throw new TypeError(
    "Reading a stream: expected an async iterable or a ReadableStream of Float32Arrays, received " +
      describe(source) + (isSync ? "; yield them from an async function*" : ""),
  );
}
