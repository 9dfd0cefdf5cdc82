import { isInstance } from "../instance_of.ts";

/**
 * Creates the iterator of a stream or an async iterable; undefined for other values. To return
 * early cancels a stream, with the reason of the signal.
 */
export function iterate<T>(
  source: AsyncIterable<T> | ReadableStream<T>,
  signal?: AbortSignal,
): AsyncIterator<T> | undefined {
  // Not every browser can iterate over streams.
  if (isInstance(source, "ReadableStream")) {
    const reader = source.getReader();
    return {
      next: () => reader.read() as Promise<IteratorResult<T>>,
      async return() {
        await reader.cancel(signal?.reason);
        return { done: true, value: undefined };
      },
    };
  }
  const iterate = (source as Partial<AsyncIterable<T>> | undefined)?.[Symbol.asyncIterator];
  return typeof iterate === "function" ? iterate.call(source) : undefined;
}

/** Settles as `work` does, or rejects when the signal aborts first; removes its listener. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
