import {
  checkChoice,
  checkMethods,
  checkNumber,
  checkOptions,
  checkType,
  checkWork,
} from "../check_option.ts";
import { StoreError } from "../errors.ts";
import type { ModelFile } from "../models/model_file.ts";
import { publishedModels } from "../models/published.ts";
import { openModelStore } from "./model_store.ts";
import type { ModelStore, PullOptions } from "./store_types.ts";

/** Options of {@link pull}. */
export interface PullModelOptions extends PullOptions {
  /** Precision of an encoder's weights. Default `fp32`. */
  readonly dtype?: "fp32" | "int8";
  /** Store to download to. Default: the one in the platform's folder for caches. */
  readonly store?: ModelStore;
}

const NAMES: Readonly<Record<keyof PullModelOptions, true>> = {
  dtype: true,
  store: true,
  offline: true,
  idleMs: true,
  hub: true,
  token: true,
  fetch: true,
  signal: true,
  onProgress: true,
};

/**
 * Downloads the weights of a published model or encoder to the model store, unless it has them.
 * Progress counts the bytes of one file.
 *
 * @param id name of the model in `publishedModels`
 * @returns paths of its files
 * @throws {TypeError} when an option is unknown or has another type
 * @throws {RangeError} when no published model has that name
 * @throws {ModelError} when a download is not the expected file
 * @throws {StoreError} when a file cannot be downloaded or written, or its address is unknown
 */
export async function pull(id: string, options: PullModelOptions = {}): Promise<string[]> {
  checkPullOptions(id, options);
  const { dtype, store = await openModelStore(), ...pullOptions } = options;
  const files = publishedFiles(id, dtype);
  for (const file of files) await store.pull(file, pullOptions);
  return files.map((file) => store.path(file));
}

/** Checks types. @throws {TypeError} when an option has another type */
function checkPullOptions(id: string, options: PullModelOptions): void {
  checkType("Pulling a model", "its name", id, "string");
  const action = `Pulling ${id}`;
  checkOptions(action, options, NAMES);
  const { dtype, store, offline, idleMs, hub, token, fetch } = options;
  if (dtype !== undefined) checkChoice(action, "dtype", dtype, ["fp32", "int8"]);
  if (store !== undefined) checkMethods(action, "store", store, ["pull", "path"]);
  if (offline !== undefined) checkType(action, "offline", offline, "boolean");
  if (idleMs !== undefined) checkNumber(action, "idleMs", idleMs, { above: 0 });
  if (hub !== undefined) checkType(action, "hub", hub, "string");
  if (token !== undefined) checkType(action, "token", token, "string");
  if (fetch !== undefined) checkType(action, "fetch", fetch, "function");
  checkWork(action, options);
}

/**
 * Lists the files of a published model.
 *
 * @throws {RangeError} when no published model has that name
 * @throws {StoreError} with code `not_found` when their addresses are unknown
 */
export function publishedFiles(name: string, dtype: "fp32" | "int8" = "fp32"): ModelFile[] {
  const id = dtype === "int8" && !name.endsWith("-int8") ? `${name}-int8` : name;
  const model = publishedModels.find((one) => one.id === id);
  if (!model) {
    const known = publishedModels.map((one) => one.id).join(", ");
    throw new RangeError(`Pulling ${id}: expected one of ${known}, received ${id}`);
  }
  if (!model.files.some(({ url }) => url)) {
    throw new StoreError(
      `Pulling ${id}: expected an address of its files, received none. ${model.unknown} ` +
        `See ${model.page}`,
      { code: "not_found" },
    );
  }
  return model.files.map((file) => ({ ...file, id }));
}
