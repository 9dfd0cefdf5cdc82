/** Throws a `TypeError` for anything but a `Float32Array`; integer PCM must be scaled first. */
export function requireSamples(value: unknown): asserts value is Float32Array {
  if (value instanceof Float32Array) return;
  const came = value === null || value === undefined ? String(value) : value.constructor.name;
  throw new TypeError(`Resampling: the samples are ${came}, a Float32Array was wanted`);
}
