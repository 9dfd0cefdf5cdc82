/** One window of a recording. */
export interface EncodedWindow {
  /** First sample, at the encoders' rate. */
  readonly startSample: number;
  /** Start in the recording. */
  readonly startSeconds: number;
  /** End of its audio in the recording, in seconds; never after the end of the recording. */
  readonly endSeconds: number;
  /** RMS level, dB re full scale; `-Infinity` for digital silence. */
  readonly levelDbfs: number;
  /** One an encoder, `[size]`. */
  readonly vectors: readonly Float32Array[];
}
