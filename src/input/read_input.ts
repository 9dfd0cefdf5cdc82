/**
 * The many shapes in which audio is handed over, as bytes or as samples.
 *
 * @module
 */
import { describe } from "../check_option.ts";
import { UnavailableError } from "../errors.ts";
import { isInstance } from "../instance_of.ts";
import type { ProgressOptions, RawAudio } from "../types.ts";

export type { RawAudio };

/** One recording: a path, a URL, an encoded file, or samples with their rate. */
export type AudioInput =
  | string
  | URL
  | Uint8Array
  | ArrayBuffer
  | Blob
  | ReadableStream<Uint8Array>
  | RawAudio;

const EXPECTED =
  "expected a path, a URL, the bytes of a file, a Blob, a ReadableStream of bytes or " +
  "{ samples, sampleRateHz }";

/** What to pass instead of objects that hold a recording in another way, by the name of their class. */
const INSTEAD: Readonly<Record<string, string>> = {
  AudioBuffer: "pass { samples: buffer.getChannelData(0), sampleRateHz: buffer.sampleRate }",
  FileSystemFileHandle: "pass await handle.getFile()",
  Float32Array: "pass { samples, sampleRateHz }",
  Promise: "await it first",
  Request: "pass await request.arrayBuffer()",
  Response: "pass await response.arrayBuffer()",
};

/** Whether an input is samples. */
export function isRawAudio(input: AudioInput): input is RawAudio {
  return typeof input === "object" && input !== null && "samples" in input;
}

/**
 * The bytes behind an input.
 *
 * @throws {TypeError} when the input is none of the known shapes
 * @throws {UnavailableError} when the host has no files
 */
export async function readBytes(
  input: Exclude<AudioInput, RawAudio>,
  options: Pick<ProgressOptions, "signal"> = {},
): Promise<Uint8Array> {
  const { signal } = options;
  if (isInstance(input, "Uint8Array")) return input;
  if (isInstance(input, "ArrayBuffer")) return new Uint8Array(input);
  if (isInstance(input, "Blob") || isInstance(input, "File")) {
    return new Uint8Array(await input.arrayBuffer());
  }
  if (isInstance(input, "ReadableStream")) return await readStream(input, signal);
  if (isInstance(input, "URL")) return await readUrl(input, signal);
  if (typeof input === "string") {
    if (/^(https?|file|data|blob):/i.test(input)) return await readUrl(parseUrl(input), signal);
    const [, scheme] = input.match(/^([a-z][a-z\d+.-]+):\/\//i) ?? [];
    if (scheme) {
      throw new TypeError(
        `Reading ${input}: ${scheme} came, wanted https, http, file, data or blob`,
      );
    }
    return await readFile(input, signal);
  }
  const { name = "" } = (input as object | undefined)?.constructor ?? {};
  const instead = Object.hasOwn(INSTEAD, name) ? `; ${INSTEAD[name]}` : "";
  throw new TypeError(`Reading audio: ${EXPECTED}, received ${describe(input)}${instead}`);
}

function parseUrl(text: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw new TypeError(`Reading ${text}: it is no URL`, { cause });
  }
}

async function readUrl(url: URL, signal: AbortSignal | undefined): Promise<Uint8Array> {
  if (url.protocol === "file:") return await readFile(url, signal);
  let response: Response;
  try {
    response = await fetch(url, { signal: signal ?? null });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new TypeError(`Fetching ${url}: ${reasonOf(cause)}`, { cause });
  }
  if (!response.ok) {
    throw new TypeError(`Fetching ${url} answered ${response.status}, wanted a recording`);
  }
  return new Uint8Array(await response.arrayBuffer());
}

/** Node says in the cause of an error what went wrong, and says it there in the code alone at times. */
function reasonOf(error: unknown): string {
  const { message, code, cause } = (error ?? {}) as { [key: string]: unknown };
  return cause === undefined ? String(message || code || error) : reasonOf(cause);
}

async function readFile(path: string | URL, signal: AbortSignal | undefined): Promise<Uint8Array> {
  let files: typeof import("node:fs/promises");
  try {
    files = await import("node:fs/promises");
  } catch (cause) {
    throw new UnavailableError(
      `Reading ${path}: this host has no files, hand over a URL or the bytes`,
      {
        dependency: "node:fs/promises",
        cause,
      },
    );
  }
  return await files.readFile(path, signal ? { signal } : {});
}

async function readStream(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  const stop = () => void reader.cancel(signal?.reason);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (!isInstance(next.value, "Uint8Array")) {
        throw new TypeError(
          `Reading a stream: expected Uint8Array chunks, received ${describe(next.value)}`,
        );
      }
      chunks.push(next.value);
      length += next.value.length;
    }
  } finally {
    signal?.removeEventListener("abort", stop);
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
