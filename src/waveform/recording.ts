/** Recording whose samples are read block by block. */
export interface Recording {
  /** Sample rate in Hz. */
  readonly sampleRateHz: number;
  /** Number of samples according to the headers; undefined when unknown. */
  readonly lengthSamples: number | undefined;
  /** Container and codec; undefined for samples. */
  readonly format: string | undefined;
  /**
   * Mono samples, `[n]` each, valid until the next block is requested. Returns the message of the
   * error that ended decoding early, if any.
   */
  readonly blocks: AsyncGenerator<Float32Array, string | undefined>;
  /** Closes the input. */
  close(): Promise<void>;
}
