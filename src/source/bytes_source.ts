import type { ByteSource } from "./byte_source.ts";

/** Creates a source of bytes in memory. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
    release() {},
    close: () => Promise.resolve(),
  };
}
