/**
 * Opens a recording in any form in which callers pass it.
 *
 * @module
 */
import { describe } from "../check_option.ts";
import { InputError } from "../errors.ts";
import { isDetached, isInstance } from "../instance_of.ts";
import type { ByteSource } from "./byte_source.ts";
import { bytesSource } from "./bytes_source.ts";
import { cachedSource } from "./cached_source.ts";
import { explainFileError, type FileHandle, handleSource, openFile } from "./file_source.ts";
import { iterate } from "./iterate.ts";
import { readChunks } from "./read_chunks.ts";
import { checkSize, type SourceOptions } from "./source_options.ts";
import { streamSource } from "./stream_source.ts";
import { openUrl, responseSource } from "./url_source.ts";

/**
 * Encoded recording: a path, a URL, the bytes of a file, a Blob, an open file, or a stream of
 * bytes, such as a `ReadableStream`, a Node `Readable`, or the body of a `Response` or `Request`.
 */
export type EncodedInput =
  | string
  | URL
  | Uint8Array
  | ArrayBuffer
  | Blob
  | FileHandle
  | { getFile(): Promise<Blob> }
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | Response
  | Request;

const EXPECTED =
  "expected a path, a URL, the bytes of a file, a Blob, a file handle, a stream of bytes, a " +
  "Response, or { samples, sampleRateHz }";

/** Remedies for objects that hold a recording in another form, by the name of their class. */
const INSTEAD: Readonly<Record<string, string>> = {
  Float32Array: "pass { samples, sampleRateHz }",
  Promise: "await it first",
};

/**
 * Opens an encoded recording. Paths, Blobs, file handles, and URLs of servers with range requests
 * can be read at any offset; others are read in order.
 *
 * @throws {TypeError} when the input has none of the known forms, or is not a valid URL
 * @throws {InputError} when a path or URL cannot be read, or is larger than `maxBytes`
 * @throws {UnavailableError} when the input is a path and the host has no files
 */
export async function openSource(
  input: EncodedInput,
  options: SourceOptions = {},
): Promise<ByteSource> {
  if (typeof input === "string") return await openNamed(input, options);
  if (isInstance(input, "URL")) return await openLocation(input, options);
  if (isInstance(input, "Blob") || isInstance(input, "File")) return blobSource(input, options);
  if (isInstance(input, "ArrayBuffer") || isInstance(input, "Uint8Array")) {
    return memorySource(input, options);
  }
  if (isInstance(input, "Response")) {
    return responseSource(input, input.url || "a response", options);
  }
  if (isInstance(input, "Request")) {
    if (!input.body) throw unknown(input, "; it has no body");
    checkSize(Number(input.headers.get("content-length")), "a request", options);
    return chunksSource(iterate(input.body, options.signal)!, "a request", options);
  }
  const { getFile, read, stat } = Object(input) as Record<string, unknown>;
  if (typeof getFile === "function") {
    return blobSource(await getFile.call(input) as Blob, options);
  }
  if (typeof read === "function" && typeof stat === "function") {
    return await handleSource(input as FileHandle, "a file handle", options);
  }
  const chunks = iterate(input as AsyncIterable<Uint8Array>, options.signal);
  if (chunks) return chunksSource(chunks, "a stream", options);
  const { name = "" } = (input as object | undefined)?.constructor ?? {};
  throw unknown(input, Object.hasOwn(INSTEAD, name) ? `; ${INSTEAD[name]}` : "");
}

function unknown(input: unknown, remedy: string): TypeError {
  return new TypeError(`Reading a recording: ${EXPECTED}, received ${describe(input)}${remedy}`);
}

function chunksSource(
  chunks: AsyncIterator<Uint8Array>,
  name: string,
  options: SourceOptions,
): ByteSource {
  const { maxBufferBytes } = options;
  // Not awaited: a source that waits for its next chunk would not answer before that.
  const close = () => {
    chunks.return?.().catch(() => {});
    return undefined;
  };
  return streamSource(readChunks(chunks, name, options), { name, maxBufferBytes, close });
}

/** @throws {TypeError} when the buffer was transferred */
function memorySource(input: Uint8Array | ArrayBuffer, options: SourceOptions): ByteSource {
  const bytes = isInstance(input, "ArrayBuffer") ? undefined : input;
  if (isDetached(bytes?.buffer ?? input as ArrayBuffer)) {
    throw new TypeError(
      "Reading a recording: expected the bytes of a file, received a buffer that was transferred",
    );
  }
  const file = bytes ?? new Uint8Array(input as ArrayBuffer);
  checkSize(file.length, "a file", options);
  return bytesSource(file);
}

/** Creates a source of a Blob. One of a file fails when the file is missing or has changed. */
function blobSource(blob: Blob, options: SourceOptions): ByteSource {
  checkSize(blob.size, "a Blob", options);
  const readAt = async (offset: number, length: number) => {
    try {
      const part = blob.slice(offset, offset + length);
      return new Uint8Array(await part.arrayBuffer());
    } catch (cause) {
      const { name, message } = cause as Error;
      const code = name === "NotFoundError" ? "not_found" : "unreadable";
      const explained = explainFileError("a Blob", cause);
      throw explained instanceof InputError
        ? explained
        : new InputError(`Reading a Blob: ${message}`, { code, cause });
    }
  };
  return cachedSource(blob.size, { readAt, close: () => Promise.resolve() });
}

async function openNamed(name: string, options: SourceOptions): Promise<ByteSource> {
  if (name === "") {
    throw new TypeError("Reading a recording: expected a path, received an empty string");
  }
  const isUrl = /^([a-z][a-z\d+.-]+:\/\/|(file|data|blob):)/i.test(name);
  return await (isUrl ? openLocation(parseUrl(name), options) : openFile(name, options));
}

async function openLocation(url: URL, options: SourceOptions): Promise<ByteSource> {
  if (url.protocol === "file:") return await openFile(url, options);
  if (/^(https?|data|blob):$/.test(url.protocol)) return await openUrl(url, options);
  throw new TypeError(
    `Reading ${url}: expected https, http, file, data or blob, received ${url.protocol}`,
  );
}

function parseUrl(text: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw new TypeError(`Reading a recording: expected a valid URL, received ${text}`, { cause });
  }
}
