/** One rate conversion of a stream. State is in the object, never in the core's memory. */
export interface Stage {
  /** How many inputs before the signal's start come first: zeros, or what an earlier stage rings. */
  readonly leadSamples: number;
  /** Inputs after a moment that must have come before its output does. */
  readonly delaySamples: number;
  /** How many samples {@link process} of so many inputs completes now. */
  outputSamples(inputSamples: number): number;
  /**
   * Takes `input` and writes what that completes. When `out` is full the rest is lost.
   *
   * @returns how many samples were written
   */
  process(input: Float32Array, out: Float32Array): number;
  /** Forgets what came. */
  reset(): void;
}
