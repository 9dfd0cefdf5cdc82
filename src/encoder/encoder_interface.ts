/** Network or front end that turns windows of samples into vectors. */
export interface Encoder {
  /** Name of the encoder, as in manifests. */
  readonly id: string;
  /** Sample rate of the input, in Hz. */
  readonly sampleRateHz: number;
  /** Number of values in a vector. */
  readonly size: number;
  /**
   * Encodes windows. The first call loads the network and its runtime.
   *
   * @param windows mono samples at `sampleRateHz`, all of one length
   * @returns one vector per window, `[size]`
   * @throws {ModelError} when the network does not match its manifest
   * @throws {UnavailableError} when no runtime for the network is available
   */
  encode(windows: readonly Float32Array[]): Promise<Float32Array[]>;
  /** Frees the network's memory. The next call of `encode` loads the network again. */
  dispose(): Promise<void>;
}
