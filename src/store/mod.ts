/**
 * Models as data: manifest types, the registry of embedded and published models, and the store of their
 * files.
 *
 * @example
 * ```ts ignore
 * import { createClassifier } from "@babycry/babycry";
 * import { openModelStore, pull } from "@babycry/babycry/models";
 *
 * const source = await openModelStore();
 * await pull("cry-resnet", { store: source });
 * const classifier = await createClassifier({ model: "cry-resnet", source });
 * ```
 *
 * @module
 */
export * from "../models/mod.ts";
export {
  type FileRecord,
  type ModelStore,
  openModelStore,
  type PullOptions,
} from "./model_store.ts";
export type { DownloadOptions } from "./download.ts";
export type { FetchOptions } from "./fetch_with_redirects.ts";
export type { FileSystem } from "./file_system.ts";
export { pull, type PullModelOptions } from "./pull.ts";
