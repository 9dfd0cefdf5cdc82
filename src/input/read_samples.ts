import { describe } from "../check_option.ts";
import { isInstance } from "../instance_of.ts";
import type { ProgressOptions } from "../types.ts";

/** Samples as they come: mono, float32, full scale is -1 to 1, in pieces of any length. */
export type SampleStream = AsyncIterable<Float32Array> | ReadableStream<Float32Array>;

/**
 * The pieces of a stream. A signal stops the waiting too; however it ends before the stream does, the
 * stream is told to close.
 *
 * @throws {TypeError} when the source is no stream
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
    // A source that waits for its next piece would not answer before that: it is not waited for.
    if (!done) pieces.return?.()?.catch(() => {});
  }
}

/** What comes first; leaves nothing behind at a signal that lives longer. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

function iteratorOf(source: SampleStream): AsyncIterator<Float32Array> {
  // Not every browser iterates over streams.
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
