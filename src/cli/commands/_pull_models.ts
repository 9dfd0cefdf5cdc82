import { pullModel, type PullModelOptions } from "../../store/pull_model.ts";
import type { ModelStore } from "../../store/store_types.ts";
import type { Host } from "../host.ts";
import { asUsage } from "../options/usage_error.ts";
import { createProgressDisplay } from "../output/progress_display.ts";

/** Downloads models to the store and lists their files. @returns exit code */
export async function pullModels(
  names: readonly string[],
  store: ModelStore,
  { out, err, signal }: Host,
  options: PullModelOptions,
): Promise<number> {
  const progress = createProgressDisplay(err);
  try {
    for (const name of names) {
      const files = await asUsage(pullModel(name, store, {
        ...{ ...options, signal },
        onProgress: ({ file }, { done, total }) => progress.update(file, done / total),
      }));
      progress.clear();
      for (const { id, file, isDownloaded } of files) {
        out.write(`${id} ${file} ${isDownloaded ? "downloaded" : "already in the cache"}\n`);
      }
    }
    return 0;
  } finally {
    progress.clear();
  }
}
