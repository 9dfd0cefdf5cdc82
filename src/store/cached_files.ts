import { StoreError } from "../errors.ts";
import type { ModelFile } from "../models/model_file.ts";
import type { FileRecord, ModelStore } from "./store_types.ts";

/** Complete file of a model in the cache. */
export type CachedFile = FileRecord & Pick<ModelFile, "id" | "file">;

/** Lists the models that have files in the cache, by name. */
export async function cachedModels(
  store: ModelStore,
): Promise<Map<string, readonly CachedFile[]>> {
  const found = new Map<string, readonly CachedFile[]>();
  for (const id of await store.ids()) {
    const files = await store.files(id);
    // A failed download leaves a directory without files.
    if (files.length > 0) found.set(id, files);
  }
  return found;
}

/**
 * Lists the files of a model in the cache.
 *
 * @throws {StoreError} when there are none
 */
export async function cachedFiles(id: string, store: ModelStore): Promise<readonly CachedFile[]> {
  const files = await store.files(id);
  if (files.length === 0) throw notCached(id, store);
  return files;
}

/** Creates the error for a model that is not in the cache. */
export function notCached(id: string, store: ModelStore): StoreError {
  return new StoreError(
    `Opening ${id}: expected its files in ${store.folder}, received none; ` +
      `babycry models list shows how to get ${id}`,
    { code: "not_found" },
  );
}
