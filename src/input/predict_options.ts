import { checkNumber, checkObject, checkOptions, checkType, checkWork } from "../check_option.ts";
import { InputError } from "../errors.ts";
import type { Fetch, ProgressOptions } from "../types.ts";

/** Options of `predict`. */
export interface PredictOptions extends ProgressOptions {
  /**
   * Function that requests `http:` and `https:` URLs; default the host's `fetch`. A server that
   * accepts URLs from its users should pass one that rejects private addresses, and check the
   * protocol first: paths and `file:` URLs are read from the disk.
   */
  readonly fetch?: Fetch;
  /** Largest size of an encoded recording in bytes; default no limit. */
  readonly maxBytes?: number;
}

const NAMES: Readonly<Record<keyof PredictOptions, true>> = {
  fetch: true,
  maxBytes: true,
  signal: true,
  onProgress: true,
};

/**
 * Checks the options of `predict`.
 *
 * @throws {TypeError} when an option is unknown or has another type
 * @throws {RangeError} when `maxBytes` is below 0
 */
export function checkPredictOptions(action: string, options: PredictOptions): void {
  checkOptions(action, options, NAMES);
  checkInputOptions(action, options);
}

/**
 * Checks the options of `predict`, or the ones that a classifier shares.
 *
 * @throws {TypeError} when an option has another type
 * @throws {RangeError} when `maxBytes` is below 0
 */
export function checkInputOptions(action: string, options: PredictOptions): void {
  checkObject(action, "the options", options);
  const { fetch, maxBytes } = options;
  if (fetch !== undefined) checkType(action, "fetch", fetch, "function");
  if (maxBytes !== undefined) checkNumber(action, "maxBytes", maxBytes, { min: 0 });
  checkWork(action, options);
}

/** Checks the size of an encoded recording in bytes. @throws {InputError} with code `too_large` */
export function checkSize(
  bytes: number,
  name: string | URL,
  { maxBytes = Infinity }: PredictOptions,
): void {
  if (bytes <= maxBytes) return;
  throw new InputError(
    `Reading ${name}: expected at most ${maxBytes} bytes, received ${bytes} or more`,
    { code: "too_large" },
  );
}
