import type { ProgressOptions } from "../types.ts";
import type { FileSystem } from "./file_system.ts";

const CHUNK_BYTES = 1 << 20;

/**
 * Computes the SHA-256 of the bytes of a model. Web Crypto would copy them first, which may be
 * hundreds of megabytes.
 *
 * @returns lower-case hexadecimal
 */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const { createHash } = await import("node:crypto");
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Computes the SHA-256 of a file, without holding it in memory.
 *
 * @returns lower-case hexadecimal
 */
export async function sha256OfFile(
  path: string,
  fs: FileSystem,
  { signal }: Pick<ProgressOptions, "signal"> = {},
): Promise<string> {
  const { createHash } = await import("node:crypto");
  const hash = createHash("sha256");
  const chunk = new Uint8Array(CHUNK_BYTES);
  const file = await fs.open(path, "r");
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return hash.digest("hex");
      hash.update(chunk.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
