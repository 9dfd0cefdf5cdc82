/**
 * The manifest of an encoder.
 *
 * @module
 */

/** Name, type and shape of a graph's input or output. */
export interface TensorInfo {
  /** Name in the graph. */
  readonly name: string;
  /** Element type; `float` or `float32` for the input and for the output that is the vector. */
  readonly dtype: string;
  /** Length of each axis; a string stands for an axis of any length. */
  readonly shape: readonly (number | string)[];
}

/**
 * A frozen network with its input and output, from a window of samples to a vector. Further keys, by
 * which exporters describe it, are ignored.
 */
export interface EncoderManifest {
  /** Name of the encoder; also where a {@link ModelSource} looks for its files. */
  readonly id: string;
  /**
   * Kind of input that is computed from a window: `waveform`, `waveform_zero_mean_unit_variance`,
   * `ast_fbank`, `clap_logmel`, `mel_image`, `mel_image_lambda` or `mel_db`.
   */
  readonly input_kind: string;
  /** Sample rate of the windows, Hz, above 0. */
  readonly sample_rate_hz: number;
  /**
   * Constants of the input, named as in the published preprocessor. Those that the kind of input does
   * not need are ignored.
   */
  readonly preprocessor: Readonly<Record<string, unknown>>;
  /** Name of the ONNX file. */
  readonly file: string;
  /** Name of the file beside it that holds the weights; absent when the ONNX file holds them. */
  readonly external_data?: string;
  /** Length of the ONNX file, bytes; absent when not known. */
  readonly bytes?: number;
  /** SHA-256 of the ONNX file, 64 lower-case hexadecimal digits; absent when not known. */
  readonly sha256?: string;
  /** Inputs of the graph, exactly one. */
  readonly inputs: readonly TensorInfo[];
  /** Outputs of the graph. */
  readonly outputs: readonly TensorInfo[];
  /** Output that is the vector of a window. */
  readonly embedding: {
    /** Name of one of `outputs`. */
    readonly output: string;
    /** `none` for an output of `[batch, size]`, `mean_over_frames` for `[batch, frames, size]`. */
    readonly pooling: string;
    /** Length of the vector, 1 or more. */
    readonly size: number;
  };
  /** Whether vectors are scaled to length 1. Default false. */
  readonly l2_normalize?: boolean;
  /** Network family, for people. */
  readonly family?: string;
  /** Precision of the weights, such as `fp32` or `int8_dynamic`, for people. */
  readonly precision?: string;
  /** Version of the ONNX operator set. */
  readonly opset?: number;
  /** Published checkpoint that the ONNX file was exported from. */
  readonly checkpoint?: string;
  /** Repository of the hub that publishes the ONNX file; `revision` defaults to `main`. */
  readonly hub?: { readonly repository: string; readonly file: string; readonly revision?: string };
  /** Address of the ONNX file, in place of `hub`. */
  readonly url?: string;
  /** License of the weights, apart from the code's. */
  readonly license?: string;
}
