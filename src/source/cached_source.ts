import type { ByteSource } from "./byte_source.ts";

/** Number of bytes that are read at once, so that consecutive short reads are fast. */
const READ_BYTES = 262_144;

/** Creates a source of an input that can be read at any offset. */
export function cachedSource(
  size: number,
  input: {
    /** Reads bytes within the size; fewer when the input became shorter. */
    readAt(offset: number, length: number): Promise<Uint8Array>;
    close(): Promise<void>;
  },
): ByteSource {
  let cached = new Uint8Array() as Uint8Array;
  let start = 0;
  return {
    size,
    async read(offset, length) {
      const end = Math.min(offset + length, size);
      if (offset >= end) return new Uint8Array();
      if (offset < start || end > start + cached.length) {
        const needed = Math.min(Math.max(length, READ_BYTES), size - offset);
        cached = await input.readAt(offset, needed);
        start = offset;
      }
      return cached.subarray(offset - start, end - start);
    },
    release() {},
    close: () => input.close(),
  };
}
