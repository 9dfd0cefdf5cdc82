/**
 * Reads the bytes of a recording from the forms in which callers pass it.
 *
 * @module
 */
import { describe } from "../check_option.ts";
import { InputError } from "../errors.ts";
import { isDetached, isInstance } from "../instance_of.ts";
import type { RawAudio } from "../types.ts";
import { checkSize, type PredictOptions } from "./predict_options.ts";
import { explainFileError, readFile } from "./read_file.ts";
import { readStream } from "./read_stream.ts";
import { readUrl } from "./read_url.ts";

export type { RawAudio };

/** Recording: a path, a URL, an encoded file, or samples with their rate. */
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

/** Remedies for objects that hold a recording in another form, by the name of their class. */
const INSTEAD: Readonly<Record<string, string>> = {
  AudioBuffer: "pass { samples: buffer.getChannelData(0), sampleRateHz: buffer.sampleRate }",
  FileSystemFileHandle: "pass await handle.getFile()",
  Float32Array: "pass { samples, sampleRateHz }",
  Promise: "await it first",
  Request: "pass await request.arrayBuffer()",
  Response: "pass await response.arrayBuffer()",
};

/** Tells whether the input is samples with their rate. */
export function isRawAudio(input: AudioInput): input is RawAudio {
  return typeof input === "object" && input !== null && "samples" in input;
}

/**
 * Reads the bytes of an encoded recording.
 *
 * @throws {TypeError} when the input has none of the known forms, or is not a valid URL
 * @throws {InputError} when a path, URL or stream cannot be read, or is larger than `maxBytes`
 * @throws {UnavailableError} when the input is a path and the host has no files
 */
export async function readBytes(
  input: Exclude<AudioInput, RawAudio>,
  options: PredictOptions = {},
): Promise<Uint8Array> {
  if (typeof input === "string") return await readNamed(input, options);
  if (isInstance(input, "URL")) return await readLocation(input, options);
  if (isInstance(input, "ReadableStream")) return await readStream(input, "a stream", options);
  if (isInstance(input, "Blob") || isInstance(input, "File")) {
    checkSize(input.size, "a Blob", options);
    return await readBlob(input, options);
  }
  if (isInstance(input, "ArrayBuffer")) checkAttached(input);
  const bytes = isInstance(input, "ArrayBuffer") ? new Uint8Array(input) : input;
  if (!isInstance(bytes, "Uint8Array")) {
    const { name = "" } = (input as object | undefined)?.constructor ?? {};
    const instead = Object.hasOwn(INSTEAD, name) ? `; ${INSTEAD[name]}` : "";
    throw new TypeError(`Reading a recording: ${EXPECTED}, received ${describe(input)}${instead}`);
  }
  checkAttached(bytes.buffer);
  checkSize(bytes.length, "a file", options);
  return bytes;
}

/** Checks a buffer. @throws {TypeError} when it was transferred */
function checkAttached(buffer: ArrayBufferLike): void {
  if (!isDetached(buffer)) return;
  throw new TypeError(
    "Reading a recording: expected the bytes of a file, received a buffer that was transferred",
  );
}

/**
 * Reads a Blob. One of a file fails when the file is missing or has changed.
 *
 * @throws {InputError} when the bytes cannot be read, or are more than `maxBytes`
 */
async function readBlob(blob: Blob, options: PredictOptions): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    const { name, message } = cause as Error;
    const code = name === "NotFoundError" ? "not_found" : "unreadable";
    const explained = explainFileError("a Blob", cause);
    throw explained instanceof InputError
      ? explained
      : new InputError(`Reading a Blob: ${message}`, { code, cause });
  }
  // The size of a Blob of a file may be outdated.
  checkSize(bytes.length, "a Blob", options);
  return bytes;
}

async function readNamed(name: string, options: PredictOptions): Promise<Uint8Array> {
  if (name === "") {
    throw new TypeError("Reading a recording: expected a path, received an empty string");
  }
  const isUrl = /^([a-z][a-z\d+.-]+:\/\/|(file|data|blob):)/i.test(name);
  return await (isUrl ? readLocation(parseUrl(name), options) : readFile(name, options));
}

async function readLocation(url: URL, options: PredictOptions): Promise<Uint8Array> {
  if (url.protocol === "file:") return await readFile(url, options);
  if (/^(https?|data|blob):$/.test(url.protocol)) return await readUrl(url, options);
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
