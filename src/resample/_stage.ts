/** Rate conversion of a stream. State is in the object, never in the core's memory. */
export interface Stage {
  /** Number of inputs before the start of the signal: zeros, or the onset of an earlier stage's filter. */
  readonly leadSamples: number;
  /** Inputs after a moment that must have come before its output does. */
  readonly delaySamples: number;
  /** Number of samples that {@link process} returns for so many inputs now. */
  outputSamples(inputSamples: number): number;
  /**
   * Takes `input` and writes what that completes. When `out` is full the rest is lost.
   *
   * @returns how many samples were written
   */
  process(input: Float32Array, out: Float32Array): number;
  /** Discards the state. */
  reset(): void;
}
