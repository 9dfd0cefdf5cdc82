/**
 * The port to whatever runs a network.
 *
 * @module
 */
import type { TensorInfo } from "./manifest.ts";

/** Real values of any shape. */
export interface Tensor {
  /** Row-major, as long as the product of `shape`. */
  readonly data: Float32Array;
  /** One entry an axis. */
  readonly shape: readonly number[];
}

/** A network ready to run. */
export interface Session {
  /** What it takes; absent when the runtime does not tell. */
  readonly inputs?: readonly TensorInfo[];
  /** What it gives; absent when the runtime does not tell. */
  readonly outputs?: readonly TensorInfo[];
  /**
   * Runs the network once.
   *
   * @param feeds inputs by name
   * @param wanted names of the outputs to give; default all
   */
  run(
    feeds: Readonly<Record<string, Tensor>>,
    wanted?: readonly string[],
  ): Promise<Record<string, Tensor>>;
  /** Gives its memory back. */
  dispose(): Promise<void>;
}

/** A file that an ONNX file keeps its weights in. */
export interface ExternalData {
  /** Its name, as the ONNX file spells it. */
  readonly path: string;
  /** What it holds. */
  readonly data: Uint8Array;
}

/** Makes a session of the bytes of an ONNX file, and of the files that its weights are in, if any. */
export type SessionFactory = (
  bytes: Uint8Array,
  externalData?: readonly ExternalData[],
) => Promise<Session>;
