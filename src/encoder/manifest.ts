/**
 * Manifest of an encoder.
 *
 * @module
 */

/** Name, type and shape of a graph's input or output. */
export interface TensorInfo {
  /** Name in the graph. */
  readonly name: string;
  /** Element type; `float` or `float32` for the input and for the output that is the vector. */
  readonly dtype: string;
  /** Length of each axis; a string names an axis of variable length. */
  readonly shape: readonly (number | string)[];
}

/**
 * Frozen network that turns a window of samples into a vector, with its input and output. Unknown
 * keys are ignored.
 */
export interface EncoderManifest {
  /** Name of the encoder, under which a {@link ModelSource} finds its files. */
  readonly id: string;
  /**
   * Kind of input that is computed from a window: `waveform`, `waveform_zero_mean_unit_variance`,
   * `ast_fbank`, `clap_logmel`, `mel_image`, `mel_image_lambda` or `mel_db`.
   */
  readonly input_kind: string;
  /** Sample rate of the windows, in Hz, above 0. */
  readonly sample_rate_hz: number;
  /**
   * Constants of the input, named as in the published preprocessor. Constants that the kind of
   * input does not use are ignored.
   */
  readonly preprocessor: Readonly<Record<string, unknown>>;
  /** Name of the ONNX file; one that ends in `.tflite` is the TensorFlow Lite file of YAMNet. */
  readonly file: string;
  /** Name of the external data file with the weights; absent when the ONNX file contains them. */
  readonly external_data?: string;
  /** Length of the ONNX file, in bytes; absent when unknown. */
  readonly bytes?: number;
  /** SHA-256 of the ONNX file, 64 lower-case hexadecimal digits; absent when unknown. */
  readonly sha256?: string;
  /** Inputs of the graph; exactly one. */
  readonly inputs: readonly TensorInfo[];
  /** Outputs of the graph. */
  readonly outputs: readonly TensorInfo[];
  /** Output that holds the vectors, and its pooling. */
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
  /** Network family, for information. */
  readonly family?: string;
  /** Precision of the weights, such as `fp32` or `int8_dynamic`, for information. */
  readonly precision?: string;
  /** Version of the ONNX operator set. */
  readonly opset?: number;
  /** Published checkpoint that the ONNX file was exported from. */
  readonly checkpoint?: string;
  /** Repository of the hub that publishes the ONNX file; `revision` defaults to `main`. */
  readonly hub?: { readonly repository: string; readonly file: string; readonly revision?: string };
  /** URL of the ONNX file, instead of `hub`. */
  readonly url?: string;
  /** License of the weights. */
  readonly license?: string;
}
