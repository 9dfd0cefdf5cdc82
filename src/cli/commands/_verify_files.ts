import { cachedModels } from "../../store/cached_files.ts";
import type { ModelStore } from "../../store/store_types.ts";
import { verifyModels } from "../../store/verify_models.ts";
import type { Host } from "../host.ts";

/**
 * Compares the files of models with their SHA-256.
 *
 * @param names names of models, none for all models in the store
 * @returns exit code: 1 when a file differs
 */
export async function verifyFiles(
  names: readonly string[],
  store: ModelStore,
  { out, err, signal }: Host,
): Promise<number> {
  const ids = names.length > 0 ? names : [...(await cachedModels(store)).keys()];
  if (ids.length === 0) err.write(`No models in ${store.folder}\n`);
  let code = 0;
  for await (const { file: { id, file }, error } of verifyModels(ids, store, { signal })) {
    if (error) {
      err.write(`${error.message}\n`);
      code = 1;
    } else out.write(`${id} ${file} ok\n`);
  }
  return code;
}
