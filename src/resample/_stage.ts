/** Stage of the rate conversion of a stream. Its state is not in the core's memory. */
export interface Stage {
  /** Number of inputs before the start of the signal: zeros, or the onset of the previous stage. */
  readonly leadSamples: number;
  /** Look-ahead: number of inputs after a point in time that its output needs. */
  readonly delaySamples: number;
  /** Number of samples that {@link process} would write for `inputSamples` more inputs. */
  outputSamples(inputSamples: number): number;
  /**
   * Consumes `input` and writes the outputs that it completes. Outputs that exceed `out` are lost.
   *
   * @returns number of samples written
   */
  process(input: Float32Array, out: Float32Array): number;
  /** Resets the state to the start of a signal. */
  reset(): void;
}
