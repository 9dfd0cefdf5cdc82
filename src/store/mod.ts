/**
 * Models as data: manifest types, the registry of embedded and published models, and the store of
 * their files.
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
export { openModelStore } from "./model_store.ts";
export { pull, type PullModelOptions } from "./pull.ts";
export type { DownloadOptions, FileRecord, ModelStore, PullOptions } from "./store_types.ts";
export type { FetchOptions } from "./fetch_with_redirects.ts";
