import { describe } from "../check_option.ts";
import { isInstance } from "../instance_of.ts";
import { checkSize, type PredictOptions } from "./predict_options.ts";

/**
 * Reads a stream to its end, and cancels it on an error.
 *
 * @param name source of the stream, for errors
 * @throws {TypeError} when a chunk is not a `Uint8Array`
 * @throws {InputError} when the stream has more than `maxBytes`
 */
export async function readStream(
  stream: ReadableStream<Uint8Array>,
  name: string | URL,
  options: PredictOptions,
): Promise<Uint8Array> {
  const { signal } = options;
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  const stop = (reason: unknown) => void reader.cancel(reason).catch(() => {});
  const onAbort = () => stop(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (!isInstance(next.value, "Uint8Array")) {
        throw new TypeError(
          `Reading ${name}: expected chunks of Uint8Array, received ${describe(next.value)}`,
        );
      }
      chunks.push(next.value);
      length += next.value.length;
      checkSize(length, name, options);
    }
  } catch (error) {
    stop(error);
    throw error;
  } finally {
    signal?.removeEventListener("abort", onAbort);
    reader.releaseLock();
  }
  signal?.throwIfAborted();
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
