import { checkNumber as checkOption, type NumberRange } from "../check_option.ts";
import { FFT_LENGTH_MAX } from "../dsp/fft_plan.ts";
import { isInstance } from "../instance_of.ts";
import type { FrameMatrix } from "../types.ts";

/** Refuses what is not float32 samples. */
export function checkSamples(samples: Float32Array): void {
  if (!isInstance(samples, "Float32Array")) {
    throw new TypeError(`Reading samples: got ${nameOf(samples)}, wanted a Float32Array`);
  }
}

/** Refuses a matrix whose values do not fill its rows. */
export function checkMatrix({ data, frames, bins }: FrameMatrix): void {
  checkSamples(data);
  checkInteger("frames", frames, 0);
  checkInteger("bins", bins, 0);
  if (data.length !== frames * bins) {
    throw new TypeError(
      `Reading a matrix of ${frames} x ${bins}: got ${data.length} values, wanted ${frames * bins}`,
    );
  }
}

/** Refuses an output array of the wrong size. */
export function checkOutput(out: Float32Array, length: number): void {
  if (!isInstance(out, "Float32Array")) {
    throw new TypeError(`Writing results: got ${nameOf(out)}, wanted a Float32Array`);
  }
  if (out.length !== length) {
    throw new RangeError(`Writing results: got room for ${out.length} values, wanted ${length}`);
  }
}

/** Refuses lengths that have no transform here. */
export function checkFftLength(nFft: number): number {
  return checkInteger("nFft", nFft, 1, FFT_LENGTH_MAX);
}

/** Refuses what is not a whole number from `min` to `max`. */
export function checkInteger(
  name: string,
  value: number,
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
): number {
  checkOption("Computing features", name, value, { min, max, integer: true });
  return value;
}

/** Refuses what is not a finite number within the bounds. */
export function checkNumber(
  name: string,
  value: number,
  range: Omit<NumberRange, "integer">,
): number {
  checkOption("Computing features", name, value, range);
  return value;
}

function nameOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return value.constructor?.name ?? "an object";
}
