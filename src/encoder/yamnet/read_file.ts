import { StoreError } from "../../errors.ts";
import type { ModelSource } from "../../types.ts";

/**
 * Reads the file of YAMNet.
 *
 * @throws {StoreError} when the source does not have the file; the message names the commands that
 *   add it
 */
export async function readYamnetFile(
  source: ModelSource,
  id: string,
  file: string,
): Promise<Uint8Array> {
  try {
    return await source.read(id, file);
  } catch (cause) {
    if (!(cause instanceof StoreError) || cause.code !== "not_found") throw cause;
    throw new StoreError(
      `Loading ${id}: expected ${file} in the model store, received no such file; add it with ` +
        `babycry models pull yamnet, or babycry models import ${file}`,
      { code: "not_found", cause },
    );
  }
}
