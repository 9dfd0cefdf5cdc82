import { isInstance } from "../instance_of.ts";

/** Checks the type of samples. @throws {TypeError} when they are not a `Float32Array` */
export function requireSamples(value: unknown): asserts value is Float32Array {
  if (isInstance(value, "Float32Array")) return;
  throw new TypeError(`Resampling: expected samples as Float32Array, received ${nameOf(value)}`);
}

/**
 * Checks an output array.
 *
 * @throws {TypeError} when `out` is not a `Float32Array`
 * @throws {RangeError} when it has fewer than `samples` values
 */
export function requireRoom(out: Float32Array, samples: number): void {
  if (!isInstance(out, "Float32Array")) {
    throw new TypeError(`Resampling: expected out as Float32Array, received ${nameOf(out)}`);
  }
  if (out.length >= samples) return;
  throw new RangeError(`Resampling: expected out of ${samples} samples, received ${out.length}`);
}

function nameOf(value: unknown): string {
  return value === null || value === undefined ? String(value) : value.constructor.name;
}
