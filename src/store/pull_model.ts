import { readFile } from "node:fs/promises";
import { UnavailableError } from "../errors.ts";
import type { ModelFile } from "../models/model_file.ts";
import { publishedModels } from "../models/published.ts";
import type { Progress } from "../types.ts";
import { manifestFiles, readManifest } from "./model_files.ts";
import type { ModelStore, PullOptions } from "./model_store.ts";

/** Options of {@link pullModel}. */
export interface PullModelOptions extends Omit<PullOptions, "onProgress"> {
  /** Precision of an encoder. Default: `fp32`. */
  readonly dtype?: "fp32" | "int8";
  onProgress?(file: ModelFile, progress: Progress): void;
}

/** File of a pulled model. */
export interface PulledFile extends ModelFile {
  /** False when the cache had it already. */
  readonly isDownloaded: boolean;
}

/**
 * Downloads the files of a model that the cache does not have.
 *
 * @param name name of a published model, or path of a manifest, which is then kept too
 * @throws {RangeError} when no published model has this name
 * @throws {ModelError} when a file does not match its hash
 * @throws {UnavailableError} when a file cannot be downloaded or kept
 */
export async function pullModel(
  name: string,
  store: ModelStore,
  { dtype = "fp32", onProgress, ...options }: PullModelOptions = {},
): Promise<PulledFile[]> {
  const manifest = name.endsWith(".json") ? await readFile(name) : undefined;
  const files = manifest
    ? manifestFiles(readManifest(manifest, name), name)
    : publishedFiles(dtype === "int8" && !name.endsWith("-int8") ? `${name}-int8` : name);
  const pulled: PulledFile[] = [];
  for (const file of files) {
    const isDownloaded = await store.pull(file, {
      ...options,
      ...(onProgress ? { onProgress: (progress) => onProgress(file, progress) } : {}),
    });
    pulled.push({ ...file, isDownloaded });
  }
  const [first] = files;
  if (manifest && first) await store.put({ id: first.id, file: `${first.id}.json` }, manifest);
  return pulled;
}

function publishedFiles(id: string): ModelFile[] {
  const model = publishedModels.find((one) => one.id === id);
  if (!model) {
    const known = publishedModels.map((one) => one.id).join(", ");
    throw new RangeError(`Pulling a model: expected ${known} or a manifest, received ${id}`);
  }
  if (!model.files.some(({ url }) => url)) {
    throw new UnavailableError(`Pulling ${id}: ${model.unknown} See ${model.page}`, {
      dependency: id,
    });
  }
  return model.files.map((file) => ({ ...file, id }));
}
