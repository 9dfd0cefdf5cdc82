import { ModelError, StoreError } from "../errors.ts";
import { publishedModels } from "../models/published.ts";
import type { ProgressOptions } from "../types.ts";
import { type CachedFile, cachedFiles } from "./cached_files.ts";
import type { ModelStore } from "./store_types.ts";

/** Verified file; `error` when its hash is wrong or it is missing. */
export interface VerifiedFile {
  readonly file: CachedFile;
  readonly error?: Error;
}

/**
 * Compares files of the cache with the SHA-256 of the published model, or else of the first download.
 *
 * @throws {StoreError} when a model is not in the cache
 */
export async function* verifyModels(
  ids: readonly string[],
  store: ModelStore,
  work: ProgressOptions = {},
): AsyncGenerator<VerifiedFile> {
  for (const id of ids) {
    const published = publishedModels.find((one) => one.id === id);
    for (const file of await cachedFiles(id, store)) {
      const pinned = published?.files.find((one) => one.file === file.file);
      try {
        await store.verify({ ...pinned, id, file: file.file }, work);
        yield { file };
      } catch (error) {
        if (!(error instanceof ModelError || error instanceof StoreError)) throw error;
        yield { file, error };
      }
    }
  }
}
