import { checkNumber, checkObject, checkType, checkWork } from "../check_option.ts";
import { InputError } from "../errors.ts";
import type { Fetch, ProgressOptions } from "../types.ts";

/** Options of the reading of a recording. */
export interface SourceOptions extends Pick<ProgressOptions, "signal"> {
  /**
   * Function that requests `http:` and `https:` URLs; default the host's `fetch`. A server that
   * accepts URLs from its users should pass one that rejects private addresses, and check the
   * protocol first: paths and `file:` URLs are read from the disk.
   */
  readonly fetch?: Fetch;
  /** Largest size of an encoded recording in bytes; default no limit. */
  readonly maxBytes?: number;
  /**
   * Maximum number of bytes of a stream that are kept while its index has not arrived, as in MP4
   * files whose index is at the end; default 64 MB. Paths and Blobs need no such memory.
   */
  readonly maxBufferBytes?: number;
}

/**
 * Checks the options of the reading of a recording.
 *
 * @throws {TypeError} when an option has another type
 * @throws {RangeError} when a number of bytes is below 0
 */
export function checkSourceOptions(action: string, options: SourceOptions): void {
  checkObject(action, "the options", options);
  const { fetch, maxBytes, maxBufferBytes } = options;
  if (fetch !== undefined) checkType(action, "fetch", fetch, "function");
  if (maxBytes !== undefined) checkNumber(action, "maxBytes", maxBytes, { min: 0 });
  if (maxBufferBytes !== undefined) {
    checkNumber(action, "maxBufferBytes", maxBufferBytes, { min: 0 });
  }
  checkWork(action, options);
}

/** Checks the size of an encoded recording in bytes. @throws {InputError} with code `too_large` */
export function checkSize(
  bytes: number,
  name: string | URL,
  { maxBytes = Infinity }: SourceOptions,
): void {
  if (bytes <= maxBytes) return;
  throw new InputError(
    `Reading ${name}: expected at most ${maxBytes} bytes, received ${bytes} or more`,
    { code: "too_large" },
  );
}
