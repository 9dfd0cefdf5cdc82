/**
 * An encoder as data.
 *
 * @module
 */

/** What an input or an output of a graph looks like; text stands for an axis of any length. */
export interface TensorInfo {
  /** As the graph spells it. */
  readonly name: string;
  /** Element type: `float` or `float32` for all that encoders take and give. */
  readonly dtype: string;
  /** One entry an axis. */
  readonly shape: readonly (number | string)[];
}

/** A frozen network and what surrounds it, from a window of samples to a vector. JSON keys are snake_case. */
export interface EncoderManifest {
  /** Name, and where its file is looked for in a {@link ModelSource}. */
  readonly id: string;
  /** How a window becomes the network's input: a name that `encoderInput` knows. */
  readonly input_kind: string;
  /** The rate at which it hears. */
  readonly sample_rate_hz: number;
  /** The constants of the input, as the published preprocessor spells them. */
  readonly preprocessor: Readonly<Record<string, unknown>>;
  /** The ONNX file. */
  readonly file: string;
  /** The file beside it that its weights are in, if they are not in it. */
  readonly external_data?: string;
  /** Its length, where it is known. */
  readonly bytes?: number;
  /** Its hash, where it is known; a source checks it. */
  readonly sha256?: string;
  /** What the graph takes: one input. */
  readonly inputs: readonly TensorInfo[];
  /** What it gives. */
  readonly outputs: readonly TensorInfo[];
  /** Where the vector of a window comes from. */
  readonly embedding: {
    /** One of `outputs`. */
    readonly output: string;
    /** `none` for `[batch, size]`, `mean_over_frames` for `[batch, frames, size]`. */
    readonly pooling: string;
    /** Length of the vector. */
    readonly size: number;
  };
  /** Whether vectors are brought to length 1, as some published pipelines do. Default: no. */
  readonly l2_normalize?: boolean;
  /** Network family, for people. */
  readonly family?: string;
  /** `fp32`, or how it was quantised. */
  readonly precision?: string;
  /** Version of the operator set. */
  readonly opset?: number;
  /** The published checkpoint that the ONNX file was made from. */
  readonly checkpoint?: string;
  /** Where such a file is published. */
  readonly hub?: { readonly repository: string; readonly file: string; readonly revision?: string };
  /** Licence of the weights, apart from the code's. */
  readonly license?: string;
}
