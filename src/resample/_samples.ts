import { isInstance } from "../instance_of.ts";

/** Throws a `TypeError` for anything but a `Float32Array`; integer PCM must be scaled first. */
export function requireSamples(value: unknown): asserts value is Float32Array {
  if (isInstance(value, "Float32Array")) return;
  throw new TypeError(`Resampling: the samples are ${nameOf(value)}, a Float32Array was wanted`);
}

/** Throws a `TypeError` when `out` cannot take `samples`. */
export function requireRoom(out: Float32Array, samples: number): void {
  if (isInstance(out, "Float32Array") && out.length >= samples) return;
  throw new TypeError(
    `Resampling: room for ${samples} samples was wanted, out is ${nameOf(out)} of ${out?.length}`,
  );
}

function nameOf(value: unknown): string {
  return value === null || value === undefined ? String(value) : value.constructor.name;
}
