import { checkOptions, checkType } from "../check_option.ts";
import { hostCacheFolder } from "./cache_folder.ts";
import { createStore } from "./create_store.ts";
import { hostFileSystem } from "./file_system.ts";
import type { ModelStore } from "./store_types.ts";

/**
 * Opens the model store, which need not exist yet.
 *
 * @param options.folder path; default `BABYCRY_CACHE`, else the platform's folder for caches
 * @throws {TypeError} when an option has another type
 * @throws {UnavailableError} when the host has no files, as in browsers and Workers
 *
 * @example
 * ```ts ignore
 * import { createClassifier } from "@babycry/babycry";
 * import { openModelStore } from "@babycry/babycry/models";
 *
 * const source = await openModelStore({ folder: "weights" });
 * const classifier = await createClassifier({ model: "cry-resnet", source });
 * ```
 */
export async function openModelStore(
  options: { readonly folder?: string } = {},
): Promise<ModelStore> {
  const action = "Opening the model store";
  checkOptions(action, options, { folder: true });
  if (options.folder !== undefined) checkType(action, "folder", options.folder, "string");
  // First, since it reports a host without files.
  const fs = await hostFileSystem();
  const folder = options.folder ?? await hostCacheFolder();
  return createStore(folder.replace(/[/\\]$/, ""), fs);
}
