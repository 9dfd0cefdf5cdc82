/**
 * Where the bytes of a model come from. A cache folder is one source; in a Worker it may be an R2
 * bucket, a KV namespace or the assets.
 *
 * @module
 */
import type { LongWorkOptions } from "../types.ts";

/** One file of a model, as its manifest names it. */
export interface ModelFile {
  /** The model it belongs to. */
  readonly id: string;
  /** Name without folders, such as `clap.onnx`. */
  readonly file: string;
  /** SHA-256 in lower-case hexadecimal, where it is known. */
  readonly sha256?: string;
  /** Size, where it is known. */
  readonly bytes?: number;
  /** Where it can be downloaded: `https:`. */
  readonly url?: string;
}

/**
 * Gives the bytes of model files.
 *
 * @example
 * ```ts
 * import type { ModelSource } from "@babycry/babycry";
 * import assert from "node:assert/strict";
 *
 * // In a Worker this would be an R2 bucket: `(await env.MODELS.get(key))?.arrayBuffer()`.
 * const bucket = new Map([["clap/clap.onnx", new Uint8Array(4)]]);
 * const source: ModelSource = {
 *   open({ id, file }) {
 *     const bytes = bucket.get(`${id}/${file}`);
 *     if (!bytes) throw new RangeError(`No ${id}/${file} in the bucket`);
 *     return Promise.resolve(bytes);
 *   },
 * };
 * assert.equal((await source.open({ id: "clap", file: "clap.onnx" })).length, 4);
 * ```
 */
export interface ModelSource {
  /**
   * All bytes of a file.
   *
   * @throws when the file is not there, or not the one that was wanted
   */
  open(file: ModelFile, options?: LongWorkOptions): Promise<Uint8Array>;
}
