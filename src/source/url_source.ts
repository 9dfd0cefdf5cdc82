import { InputError } from "../errors.ts";
import type { ByteSource } from "./byte_source.ts";
import { iterate } from "./iterate.ts";
import { readChunks } from "./read_chunks.ts";
import { checkSize, type SourceOptions } from "./source_options.ts";
import { streamSource } from "./stream_source.ts";

/** Bytes before the last read that are kept. */
const KEPT_BYTES = 262_144;
/** Longest distance to a later read that is downloaded and dropped. */
const SKIPPED_BYTES_MAX = 1_048_576;

/**
 * Opens a URL of http, https, data or blob. A server with range requests is asked for the parts
 * that are read; from others the whole is read in order.
 *
 * @throws {InputError} when the request fails, or the answer is not a success or larger than
 *   `maxBytes`
 */
export async function openUrl(url: URL, options: SourceOptions): Promise<ByteSource> {
  const first = await request(url, 0, options);
  const { headers } = first;
  const size = Number(headers.get("content-length"));
  if (headers.get("accept-ranges") !== "bytes" || headers.has("content-encoding") || !size) {
    return responseSource(first, nameOf(url), options);
  }
  let start = 0;
  let source = responseSource(first, nameOf(url), options);
  let position = 0;
  return {
    size,
    async read(offset, length) {
      if (offset >= size) return new Uint8Array();
      const isKept = offset >= Math.max(start, position - KEPT_BYTES);
      if (!isKept || offset > position + SKIPPED_BYTES_MAX) {
        await source.close();
        source = responseSource(await request(url, offset, options), nameOf(url), options);
        position = start = offset;
      }
      source.release(Math.max(0, Math.max(offset, position) - KEPT_BYTES - start));
      const bytes = await source.read(offset - start, Math.min(length, size - offset));
      position = Math.max(position, offset + bytes.length);
      return bytes;
    },
    release() {},
    close: () => source.close(),
  };
}

/**
 * Creates a source of a response, which is read in order.
 *
 * @throws {InputError} when the response is not a success, or larger than `maxBytes`
 */
export function responseSource(
  response: Response,
  name: string,
  options: SourceOptions,
): ByteSource {
  const { body, headers, ok, status } = response;
  if (!ok) {
    body?.cancel().catch(() => {});
    throw new InputError(`Fetching ${name}: expected a recording, received status ${status}`, {
      code: "http_status",
      status,
    });
  }
  try {
    checkSize(Number(headers.get("content-length")), name, options);
  } catch (error) {
    body?.cancel().catch(() => {});
    throw error;
  }
  const chunks = async function* () {
    if (!body) return;
    try {
      yield* readChunks(iterate(body, options.signal)!, name, options);
    } catch (cause) {
      throw explain(cause, name, options);
    }
  };
  const { maxBufferBytes } = options;
  return streamSource(chunks(), { name, maxBufferBytes });
}

async function request(url: URL, offset: number, options: SourceOptions): Promise<Response> {
  const request = /^https?:$/.test(url.protocol) ? options.fetch ?? fetch : fetch;
  const headers = offset > 0 ? { headers: { range: `bytes=${offset}-` } } : {};
  let response: Response;
  try {
    response = await request(url, { signal: options.signal ?? null, ...headers });
  } catch (cause) {
    throw explain(cause, nameOf(url), options);
  }
  if (offset === 0 || response.status === 206 || !response.ok) return response;
  response.body?.cancel().catch(() => {});
  throw new InputError(
    `Fetching ${url}: expected the bytes from ${offset} on, received status ${response.status}`,
    { code: "network" },
  );
}

function nameOf(url: URL): string {
  return /^https?:$/.test(url.protocol) ? url.href : `a ${url.protocol} URL`;
}

function explain(cause: unknown, name: string, { signal }: SourceOptions): unknown {
  if (signal?.aborted) return signal.reason;
  if (cause instanceof InputError) return cause;
  return new InputError(`Fetching ${name}: ${reasonOf(cause)}`, { code: "network", cause });
}

/**
 * Returns the message of an error. Node gives the reason in the cause, sometimes only as a code.
 */
function reasonOf(error: unknown): string {
  const { message, code, cause } = (error ?? {}) as { [key: string]: unknown };
  return cause === undefined ? String(message || code || error) : reasonOf(cause);
}
