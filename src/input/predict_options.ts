import { checkNumber, checkOptions } from "../check_option.ts";
import { checkSourceOptions, type SourceOptions } from "../source/source_options.ts";
import type { ProgressOptions } from "../types.ts";

/** Options of `predict`. */
export interface PredictOptions extends SourceOptions, ProgressOptions {
  /**
   * Longest recording in seconds; default no limit. A header that states more is refused before
   * anything is decoded, and decoding ends at the limit.
   */
  readonly maxSeconds?: number;
}

const NAMES: Readonly<Record<keyof PredictOptions, true>> = {
  fetch: true,
  maxBytes: true,
  maxBufferBytes: true,
  maxSeconds: true,
  signal: true,
  onProgress: true,
};

/**
 * Checks the options of `predict`.
 *
 * @throws {TypeError} when an option is unknown or has another type
 * @throws {RangeError} when a number of bytes or seconds is below 0
 */
export function checkPredictOptions(action: string, options: PredictOptions): void {
  checkOptions(action, options, NAMES);
  checkSourceOptions(action, options);
  const { maxSeconds } = options;
  if (maxSeconds !== undefined) checkNumber(action, "maxSeconds", maxSeconds, { min: 0 });
}
