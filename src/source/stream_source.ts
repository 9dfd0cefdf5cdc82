import { InputError } from "../errors.ts";
import type { ByteSource } from "./byte_source.ts";

/** Maximum number of bytes that a stream keeps for reading them again. */
export const BUFFER_BYTES_MAX = 67_108_864;

/**
 * Creates a source of bytes that arrive in order. It keeps the bytes that were not released.
 *
 * @param chunks consecutive bytes, in chunks of any length
 * @param options.name name of the input, for errors
 * @param options.maxBufferBytes maximum number of bytes to keep; default 64 MB
 * @param options.close releases the input, also when nothing was read
 * @throws {InputError} when more bytes would have to be kept
 */
export function streamSource(
  chunks: AsyncIterator<Uint8Array>,
  options: {
    readonly name: string;
    readonly maxBufferBytes?: number | undefined;
    readonly close?: () => Promise<unknown> | undefined;
  },
): ByteSource {
  const { name, maxBufferBytes = BUFFER_BYTES_MAX } = options;
  const kept = new KeptBytes(maxBufferBytes);
  let isDone = false;
  return {
    get size() {
      return isDone ? kept.end : undefined;
    },
    async read(offset, length, lengthMin = length) {
      while (kept.end < offset + lengthMin && !isDone) {
        if (kept.isFull) throw bufferExceeded(name, maxBufferBytes);
        const next = await chunks.next();
        if (next.done) isDone = true;
        else kept.add(next.value);
      }
      return kept.slice(offset, offset + length);
    },
    release: (offset) => kept.release(offset),
    async close() {
      if (!isDone) await chunks.return?.();
      await options.close?.();
    },
  };
}

function bufferExceeded(name: string, maxBufferBytes: number): InputError {
  return new InputError(
    `Reading ${name}: expected a recording whose index comes first, received one that needs more ` +
      `than ${maxBufferBytes} bytes in memory; pass a path or a Blob, or a larger maxBufferBytes, ` +
      "or move the index with ffmpeg -i IN -c copy -movflags +faststart OUT",
    { code: "too_large" },
  );
}

/** Most recent bytes of a stream, in a buffer that grows when they need more room. */
class KeptBytes {
  readonly #maxBytes: number;
  #buffer = new Uint8Array(0);
  #length = 0;
  /** Offset in the stream of the first byte of the buffer. */
  #first = 0;
  /** Offset in the stream of the first byte that may be read again. */
  #start = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Number of bytes that arrived. */
  get end(): number {
    return this.#first + this.#length;
  }

  get isFull(): boolean {
    return this.end - this.#start > this.#maxBytes;
  }

  release(offset: number): void {
    this.#start = Math.max(this.#start, offset);
  }

  add(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#buffer.length) this.#makeRoom(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  slice(from: number, to: number): Uint8Array {
    return this.#buffer.subarray(Math.max(0, from - this.#first), this.#indexOf(to));
  }

  #indexOf(offset: number): number {
    return Math.max(0, Math.min(this.#length, offset - this.#first));
  }

  /** Drops the released bytes, and enlarges the buffer when the others fill half of it. */
  #makeRoom(bytes: number): void {
    const released = this.#indexOf(this.#start);
    const rest = this.#buffer.subarray(released, this.#length);
    const needed = rest.length + bytes;
    const isRoomy = 2 * needed <= this.#buffer.length;
    const size = Math.max(needed, Math.min(2 * needed, this.#maxBytes));
    const buffer = isRoomy ? this.#buffer : new Uint8Array(size);
    buffer.set(rest);
    this.#buffer = buffer;
    this.#first += released;
    this.#length = rest.length;
  }
}
