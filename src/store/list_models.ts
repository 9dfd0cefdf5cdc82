import { type PublishedModel, publishedModels } from "../models/published.ts";
import { type CachedFile, cachedModels } from "./cached_files.ts";
import type { ModelStore } from "./store_types.ts";

/** Model that can be downloaded, imported or used from the cache. */
export interface ListedModel {
  /** Name of the model. */
  readonly id: string;
  /** Description of a published model; absent for an imported one. */
  readonly published?: PublishedModel;
  /** Whether all files are in the cache. */
  readonly isCached: boolean;
  /** Whether all files can be downloaded; otherwise they are imported. */
  readonly canPull: boolean;
  /** Files in the cache. */
  readonly cached: readonly CachedFile[];
}

/** Lists the published models, and then the imported ones. */
export async function listModels(store: ModelStore): Promise<ListedModel[]> {
  const cache = await cachedModels(store);
  const published = publishedModels.map((model): ListedModel => {
    const cached = cache.get(model.id) ?? [];
    cache.delete(model.id);
    return {
      id: model.id,
      published: model,
      isCached: model.files.every(({ file }) => cached.some((one) => one.file === file)),
      canPull: model.files.every(({ url }) => url !== undefined),
      cached,
    };
  });
  const imported = Array.from(
    cache,
    ([id, cached]): ListedModel => ({ id, isCached: true, canPull: false, cached }),
  );
  return [...published, ...imported];
}
