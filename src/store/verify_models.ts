import { ModelError, StoreError } from "../errors.ts";
import { publishedModels } from "../models/published.ts";
import type { ProgressOptions } from "../types.ts";
import { type CachedFile, cachedFiles } from "./cached_files.ts";
import type { ModelStore } from "./store_types.ts";

/** Result of the verification of a file. */
export interface VerifiedFile {
  /** Verified file. */
  readonly file: CachedFile;
  /** Error of a file that is missing or has another hash; absent for a valid file. */
  readonly error?: Error;
}

/**
 * Compares files in the cache with the published SHA-256, or else with that of the first download.
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
      // An imported file may be another than the published one.
      const pinned = file.source === "import"
        ? undefined
        : published?.files.find((one) => one.file === file.file);
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
