/**
 * Interface to the runtime of a network.
 *
 * @module
 */
import type { TensorInfo } from "./manifest.ts";

/** Float32 array of any shape. */
export interface Tensor {
  /** Values, row-major; as many as the product of `shape`. */
  readonly data: Float32Array;
  /** Length of each axis. */
  readonly shape: readonly number[];
}

/** Network that is loaded and ready to run. */
export interface Session {
  /** Inputs of the graph; absent when the runtime does not report them. */
  readonly inputs?: readonly TensorInfo[];
  /** Outputs of the graph; absent when the runtime does not report them. */
  readonly outputs?: readonly TensorInfo[];
  /**
   * Runs the network once.
   *
   * @param feeds inputs by name
   * @param outputs names of the outputs to return; default all
   * @returns outputs by name
   */
  run(
    feeds: Readonly<Record<string, Tensor>>,
    outputs?: readonly string[],
  ): Promise<Record<string, Tensor>>;
  /** Frees the session's memory. */
  dispose(): Promise<void>;
}

/** External data file with the weights of an ONNX file. */
export interface ExternalData {
  /** Name of the file, as the ONNX file refers to it. */
  readonly path: string;
  /** Content of the file. */
  readonly data: Uint8Array;
}

/**
 * Creates a session from the bytes of an ONNX file and, if it has them, its external data files.
 */
export type SessionFactory = (
  bytes: Uint8Array,
  externalData?: readonly ExternalData[],
) => Promise<Session>;
