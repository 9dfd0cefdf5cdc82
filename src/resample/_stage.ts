/** One rate conversion of a stream. State is in the object, never in the core's memory. */
export interface Stage {
  /** Inputs after a moment that must have come before its output does. */
  readonly delaySamples: number;
  /** Takes all of `input` and writes what that completes. @returns how many samples it wrote */
  process(input: Float32Array, out: Float32Array): number;
  /** Forgets what came. */
  reset(): void;
}
