/**
 * Positions and samples of the windows of a recording.
 *
 * @module
 */
import { checkNumber } from "../check_option.ts";

/** Length and spacing of windows. */
export interface WindowOptions {
  /** Length of a window, in seconds, above 0. */
  readonly windowSeconds: number;
  /** Distance between the starts of windows, in seconds, above 0. */
  readonly hopSeconds: number;
  /** Minimum audio in a window that extends past the end, in seconds, 0 or more. */
  readonly minPartialSeconds: number;
}

/** Position of a window in a recording. */
export interface WindowPosition {
  /** Index of the first sample. */
  readonly startSample: number;
  /** Number of samples in the window; fewer than its length at the end of the recording. */
  readonly filledSamples: number;
}

/** Fill of a window that extends past the recording: zeros, or its audio repeated. */
export type WindowFill = "zero" | "repeat";

/** Converts seconds to samples: `round(seconds * sampleRateHz)`. */
export function secondsToSamples(seconds: number, sampleRateHz: number): number {
  return Math.round(seconds * sampleRateHz);
}

/**
 * Computes the windows of a recording. A recording of at most one window length has a single
 * window. Otherwise windows start at multiples of the hop, and one that extends past the end needs
 * at least `minPartialSeconds` of audio.
 *
 * @param options.lengthSamples number of samples in the recording, 0 or more
 * @throws {TypeError} when an option is not a number
 * @throws {RangeError} when a duration or the rate is not above 0, or `minPartialSeconds` is below
 * 0
 *
 * @example
 * ```ts
 * import { slidingWindows } from "@babycry/babycry/encoders";
 * import assert from "node:assert/strict";
 *
 * const windows = slidingWindows({
 *   lengthSamples: 5.4 * 16_000,
 *   sampleRateHz: 16_000,
 *   windowSeconds: 2,
 *   hopSeconds: 1,
 *   minPartialSeconds: 0.5,
 * });
 * assert.equal(windows.length, 5);
 * assert.deepEqual(windows[4], { startSample: 64_000, filledSamples: 22_400 });
 * ```
 */
export function slidingWindows(
  options: WindowOptions & { readonly lengthSamples: number; readonly sampleRateHz: number },
): WindowPosition[] {
  const { lengthSamples, sampleRateHz, minPartialSeconds } = options;
  for (const name of ["windowSeconds", "hopSeconds", "sampleRateHz"] as const) {
    checkNumber("Placing windows", name, options[name], { above: 0 });
  }
  checkNumber("Placing windows", "minPartialSeconds", minPartialSeconds, { min: 0 });
  checkNumber("Placing windows", "lengthSamples", lengthSamples, { min: 0, integer: true });
  const windowSamples = Math.max(1, secondsToSamples(options.windowSeconds, sampleRateHz));
  const hopSamples = Math.max(1, secondsToSamples(options.hopSeconds, sampleRateHz));
  if (lengthSamples <= windowSamples) return [{ startSample: 0, filledSamples: lengthSamples }];

  const minPartialSamples = secondsToSamples(minPartialSeconds, sampleRateHz);
  const positions: WindowPosition[] = [];
  for (let startSample = 0; startSample < lengthSamples; startSample += hopSamples) {
    const filledSamples = Math.min(windowSamples, lengthSamples - startSample);
    if (filledSamples === windowSamples || filledSamples >= minPartialSamples) {
      positions.push({ startSample, filledSamples });
    }
  }
  return positions;
}

/**
 * Copies the samples of a window out of a recording and fills the rest.
 *
 * @param out receives the window, `[windowSamples]`
 */
export function windowInto(
  out: Float32Array,
  samples: Float32Array,
  position: WindowPosition,
  fill: WindowFill,
): void {
  const { startSample, filledSamples } = position;
  out.set(samples.subarray(startSample, startSample + filledSamples));
  if (fill === "zero" || filledSamples === 0) {
    out.fill(0, filledSamples);
    return;
  }
  for (let at = filledSamples; at < out.length; at += filledSamples) {
    out.copyWithin(at, 0, Math.min(filledSamples, out.length - at));
  }
}
