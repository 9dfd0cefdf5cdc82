/**
 * Positions of windows in a recording.
 *
 * @module
 */
import { checkNumber } from "../check_option.ts";

/** Options that cut a recording into windows. */
export interface WindowOptions {
  /** Length of a window, above 0. */
  readonly windowSeconds: number;
  /** Distance from one start to the next, in seconds, above 0. */
  readonly hopSeconds: number;
  /** A last window that holds less audio than this is dropped. */
  readonly minPartialSeconds: number;
}

/** A window on a recording. */
export interface WindowPosition {
  /** First sample. */
  readonly startSample: number;
  /** Samples of audio in it; fewer than the window's length at the end of a recording. */
  readonly filledSamples: number;
}

/** Fill of a window that extends past the recording: zeros, or its own audio repeated. */
export type WindowFill = "zero" | "repeat";

/** A length in samples: `round(seconds * rate)`. */
export function secondsToSamples(seconds: number, sampleRateHz: number): number {
  return Math.round(seconds * sampleRateHz);
}

/**
 * The windows of a recording. One that is at most a window long has a single window; otherwise
 * windows start every hop below the end, and one that runs over the end counts when it holds
 * `minPartialSeconds` of audio.
 *
 * @param options.lengthSamples samples in the recording, at least 0
 * @throws {RangeError} when a duration or the rate is not above 0 (`minPartialSeconds`: below 0)
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
 * Copies one window's audio out of a recording and fills the rest.
 *
 * @param out the window, `[windowSamples]`
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
