import { InputError } from "../errors.ts";
import { checkSize, type PredictOptions } from "./predict_options.ts";
import { readStream } from "./read_stream.ts";

/**
 * Reads the bytes behind a URL of http, https, data or blob.
 *
 * @throws {InputError} when the request fails, or the answer is not a success or larger than
 *   `maxBytes`
 */
export async function readUrl(url: URL, options: PredictOptions): Promise<Uint8Array> {
  const { signal } = options;
  const isRemote = /^https?:$/.test(url.protocol);
  const name = isRemote ? url : `a ${url.protocol} URL`;
  const request = isRemote ? options.fetch ?? fetch : fetch;
  try {
    const response = await request(url, { signal: signal ?? null });
    const { body, headers, ok, status } = response;
    if (!ok) {
      await body?.cancel().catch(() => {});
      throw new InputError(`Fetching ${name}: expected a recording, received status ${status}`, {
        code: "http_status",
        status,
      });
    }
    checkSize(Number(headers.get("content-length")), name, options);
    return body ? await readStream(body, name, options) : new Uint8Array();
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof InputError) throw cause;
    throw new InputError(`Fetching ${name}: ${reasonOf(cause)}`, { code: "network", cause });
  }
}

/**
 * Returns the message of an error. Node gives the reason in the cause, sometimes only as a code.
 */
function reasonOf(error: unknown): string {
  const { message, code, cause } = (error ?? {}) as { [key: string]: unknown };
  return cause === undefined ? String(message || code || error) : reasonOf(cause);
}
