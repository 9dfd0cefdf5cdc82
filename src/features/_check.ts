import { checkNumber as checkOption, describe, type NumberRange } from "../check_option.ts";
import { FFT_LENGTH_MAX } from "../dsp/fft_plan.ts";
import { isInstance } from "../instance_of.ts";
import type { FrameMatrix } from "../types.ts";

/** Checks that samples are a `Float32Array`. @throws {TypeError} otherwise */
export function checkSamples(samples: Float32Array): void {
  if (!isInstance(samples, "Float32Array")) {
    throw new TypeError(
      `Reading samples: expected a Float32Array, received ${describe(samples)}`,
    );
  }
}

/** Checks that a matrix has `frames * bins` values. @throws {TypeError} otherwise */
export function checkMatrix({ data, frames, bins }: FrameMatrix): void {
  checkSamples(data);
  checkInteger("frames", frames, 0);
  checkInteger("bins", bins, 0);
  if (data.length !== frames * bins) {
    throw new TypeError(
      `Reading a matrix of ${frames} x ${bins}: expected ${frames * bins} values, ` +
        `received ${data.length}`,
    );
  }
}

/** Checks the type and the length of an output array. @throws {TypeError | RangeError} */
export function checkOutput(out: Float32Array, length: number): void {
  if (!isInstance(out, "Float32Array")) {
    throw new TypeError(`Writing results: expected a Float32Array, received ${describe(out)}`);
  }
  if (out.length !== length) {
    throw new RangeError(
      `Writing results: expected an array of ${length} values, received ${out.length}`,
    );
  }
}

/** Checks that a transform length is an integer from 1 to 1,048,576. @returns the length */
export function checkFftLength(nFft: number): number {
  return checkInteger("nFft", nFft, 1, FFT_LENGTH_MAX);
}

/** Checks that an option is an integer from `min` to `max`. @returns the value */
export function checkInteger(
  name: string,
  value: number,
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
): number {
  checkOption("Computing features", name, value, { min, max, integer: true });
  return value;
}

/** Checks that an option is a finite number in a range. @returns the value */
export function checkNumber(
  name: string,
  value: number,
  range: Omit<NumberRange, "integer">,
): number {
  checkOption("Computing features", name, value, range);
  return value;
}
