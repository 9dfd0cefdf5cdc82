/** Encoded window of a recording. */
export interface EncodedWindow {
  /** Index of the first sample, at the sample rate of the first encoder. */
  readonly startSample: number;
  /** Start in the recording, in seconds. */
  readonly startSeconds: number;
  /** End of its audio in the recording, in seconds; never after the end of the recording. */
  readonly endSeconds: number;
  /**
   * RMS level without the mean, in dB re full scale; `-Infinity` for digital silence. A constant
   * offset is silent.
   */
  readonly levelDbfs: number;
  /** Vectors in the order of the encoders, `[size]` each. */
  readonly vectors: readonly Float32Array[];
}
