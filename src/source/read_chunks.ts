import { describe } from "../check_option.ts";
import { isInstance } from "../instance_of.ts";
import { unlessAborted } from "./iterate.ts";
import { checkSize, type SourceOptions } from "./source_options.ts";

/**
 * Reads chunks of bytes. The signal also interrupts the wait for a chunk. The source is closed when
 * it is not read to its end.
 *
 * @param name source of the chunks, for errors
 * @throws {TypeError} when a chunk is not a `Uint8Array`
 * @throws {InputError} when there are more than `maxBytes`
 */
export async function* readChunks(
  chunks: AsyncIterator<Uint8Array>,
  name: string | URL,
  options: SourceOptions,
): AsyncGenerator<Uint8Array> {
  const { signal } = options;
  let length = 0;
  let isDone = false;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { done, value } = await unlessAborted(chunks.next(), signal);
      if (done) {
        isDone = true;
        return;
      }
      if (!isInstance(value, "Uint8Array")) {
        throw new TypeError(
          `Reading ${name}: expected chunks of Uint8Array, received ${describe(value)}`,
        );
      }
      length += value.length;
      checkSize(length, name, options);
      yield value;
    }
  } finally {
    // Not awaited: a source that waits for its next chunk would not answer before that.
    if (!isDone) chunks.return?.()?.catch(() => {});
  }
}
