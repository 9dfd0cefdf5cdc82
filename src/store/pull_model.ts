import { readFile } from "node:fs/promises";
import type { ModelFile } from "../models/model_file.ts";
import type { Progress } from "../types.ts";
import { manifestFiles, readManifest } from "./model_files.ts";
import { publishedFiles } from "./pull.ts";
import type { ModelStore, PullOptions } from "./store_types.ts";

/** Options of {@link pullModel}. */
export interface PullModelOptions extends Omit<PullOptions, "onProgress"> {
  /** Precision of an encoder. Default: `fp32`. */
  readonly dtype?: "fp32" | "int8";
  /** Called after each received chunk of a file; progress counts bytes. */
  onProgress?(file: ModelFile, progress: Progress): void;
}

/** File of a pulled model. */
export interface PulledFile extends ModelFile {
  /** Whether the file was downloaded; false when it was in the cache. */
  readonly isDownloaded: boolean;
}

/**
 * Downloads the files of a model that the cache does not have.
 *
 * @param name name of a published model, or path of a manifest, which is then stored as well
 * @throws {RangeError} when no published model has this name
 * @throws {ModelError} when a file does not match its hash
 * @throws {StoreError} when a file cannot be downloaded or written
 */
export async function pullModel(
  name: string,
  store: ModelStore,
  { dtype = "fp32", onProgress, ...options }: PullModelOptions = {},
): Promise<PulledFile[]> {
  const manifest = name.endsWith(".json") ? await readFile(name) : undefined;
  const files = manifest
    ? manifestFiles(readManifest(manifest, name), name)
    : publishedFiles(name, dtype);
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
