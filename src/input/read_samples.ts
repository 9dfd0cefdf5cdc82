import { describe } from "../check_option.ts";
import { iterate, unlessAborted } from "../source/iterate.ts";
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
      const next = await unlessAborted(pieces.next(), signal);
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

function iteratorOf(source: SampleStream): AsyncIterator<Float32Array> {
  const pieces = iterate(source);
  if (pieces) return pieces;
  const isSync = Symbol.iterator in Object(source);
  throw new TypeError(
    "Reading a stream: expected an async iterable or a ReadableStream of Float32Arrays, received " +
      describe(source) + (isSync ? "; yield them from an async function*" : ""),
  );
}
