import { InputError, type InputErrorCode, UnavailableError } from "../errors.ts";
import type { ByteSource } from "./byte_source.ts";
import { cachedSource } from "./cached_source.ts";
import { readChunks } from "./read_chunks.ts";
import { checkSize, type SourceOptions } from "./source_options.ts";
import { streamSource } from "./stream_source.ts";

const READ_BYTES = 65_536;

/** Part of a file handle of `node:fs/promises` that is used. */
export interface FileHandle {
  /** Reads bytes at a position, or at the current one for null. */
  read(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number | null,
  ): Promise<{ bytesRead: number }>;
  /** Describes the file. */
  stat(): Promise<{ readonly size: number; isFile(): boolean }>;
}

/**
 * Opens a file.
 *
 * @throws {InputError} when the file cannot be read, or is larger than `maxBytes`
 * @throws {UnavailableError} when the host has no files
 */
export async function openFile(path: string | URL, options: SourceOptions): Promise<ByteSource> {
  let files: typeof import("node:fs/promises");
  try {
    files = await import("node:fs/promises");
  } catch (cause) {
    throw new UnavailableError(
      `Reading ${path}: expected a host with files, received one without; pass a URL or the bytes`,
      { dependency: "node:fs/promises", cause },
    );
  }
  const handle = await explained(path, () => files.open(path));
  try {
    return await handleSource(handle, path, options, () => handle.close());
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Creates a source of an open file, which is read in order when it is a pipe or a device.
 *
 * @param close closes the file, unless the caller does
 */
export async function handleSource(
  handle: FileHandle,
  name: string | URL,
  options: SourceOptions,
  close: () => Promise<void> = () => Promise.resolve(),
): Promise<ByteSource> {
  options.signal?.throwIfAborted();
  const stat = await explained(name, () => handle.stat());
  // Files of the system may have a size of 0.
  if (stat.isFile() && stat.size > 0) {
    checkSize(stat.size, name, options);
    let buffer = new Uint8Array();
    const readAt = async (offset: number, length: number) => {
      if (buffer.length < length) buffer = new Uint8Array(length);
      return await explained(name, () => readFully(handle, buffer.subarray(0, length), offset));
    };
    return cachedSource(stat.size, { readAt, close });
  }
  const chunks = async function* () {
    for (;;) {
      const bytes = new Uint8Array(READ_BYTES);
      const read = () => handle.read(bytes, 0, bytes.length, null);
      const { bytesRead } = await explained(name, read);
      if (bytesRead === 0) return;
      yield bytes.subarray(0, bytesRead);
    }
  };
  const { maxBufferBytes } = options;
  return streamSource(readChunks(chunks(), name, options), {
    name: `${name}`,
    maxBufferBytes,
    close,
  });
}

async function readFully(
  handle: FileHandle,
  out: Uint8Array,
  position: number,
): Promise<Uint8Array> {
  let length = 0;
  while (length < out.length) {
    const rest = out.length - length;
    const { bytesRead } = await handle.read(out, length, rest, position + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return out.subarray(0, length);
}

async function explained<T>(path: string | URL, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explainFileError(path, error);
  }
}

const REASONS: Readonly<Record<string, [code: InputErrorCode, reason: string]>> = {
  ENOENT: ["not_found", "there is no such file"],
  ENOTDIR: ["not_found", "there is no such file"],
  EACCES: ["permission", "no permission"],
  EPERM: ["permission", "no permission"],
  EISDIR: ["unreadable", "it is a directory"],
};

/**
 * Converts an error of the system to an {@link InputError}; other errors are returned unchanged.
 */
export function explainFileError(path: string | URL, error: unknown): unknown {
  const { name, message, code: systemCode = "" } = error as Error & { code?: string };
  const isOther = /^E[A-Z\d]+$/.test(systemCode);
  const [code, reason] = REASONS[systemCode] ??
    // Deno without the permission to read.
    (name === "NotCapable" ? ["permission", message] : isOther ? ["unreadable", message] : []);
  return code ? new InputError(`Reading ${path}: ${reason}`, { code, cause: error }) : error;
}
