/**
 * Types of the model store.
 *
 * @module
 */
import type { ModelFile } from "../models/model_file.ts";
import type { ModelSource, ProgressOptions } from "../types.ts";
import type { FetchOptions } from "./fetch_with_redirects.ts";

/** Options of a download. */
export interface DownloadOptions extends FetchOptions, ProgressOptions {
  /** Time without data after which a download fails, in ms; default 60,000. */
  readonly idleMs?: number;
}

/** Origin of a file in the store. */
export interface FileRecord {
  /** SHA-256 in lower-case hexadecimal. */
  readonly sha256: string;
  /** Size of the file in bytes. */
  readonly bytes: number;
  /** Address of the download, or `import`. */
  readonly source: string;
}

/** Options of a pull. */
export interface PullOptions extends DownloadOptions {
  /** Disables the network: a file that is not in the store is an error. Default false. */
  readonly offline?: boolean;
}

/** Store of model files in a folder; a source for `createClassifier`. */
export interface ModelStore extends ModelSource {
  /** Path of the folder. */
  readonly folder: string;
  /** Returns the path of a file, which need not exist. @throws {RangeError} for an invalid name */
  path(file: Pick<ModelFile, "id" | "file">): string;
  /** Lists the names of the models with a folder in the store, sorted. */
  ids(): Promise<string[]>;
  /** Lists the complete files of a model, sorted by name. */
  files(id: string): Promise<(FileRecord & Pick<ModelFile, "id" | "file">)[]>;
  /**
   * Downloads a file, unless it is in the store with the right hash. A file appears under its name
   * only when it is complete.
   *
   * @returns true when something was downloaded
   * @throws {ModelError} when the download is not the expected file, or another one was imported
   * @throws {StoreError} when the file cannot be downloaded or written
   */
  pull(file: ModelFile, options?: PullOptions): Promise<boolean>;
  /**
   * Writes bytes as a file.
   *
   * @throws {ModelError} when they do not have the hash of the manifest
   * @throws {StoreError} when the file cannot be written
   */
  put(file: ModelFile, bytes: Uint8Array): Promise<void>;
  /**
   * Compares a file with its hash.
   *
   * @throws {ModelError} when the file is damaged
   * @throws {StoreError} with code `not_found` when it is missing
   */
  verify(file: ModelFile, options?: ProgressOptions): Promise<void>;
  /** Deletes all files of a model. @returns false when there were none */
  remove(id: string): Promise<boolean>;
}
