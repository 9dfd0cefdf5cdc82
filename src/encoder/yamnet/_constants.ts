import { ModelError } from "../../errors.ts";
import { FLOAT32, INT32, type TfliteTensor } from "./_tflite.ts";

/** Refuses the file. */
export function fail(message: string): never {
  throw new ModelError(`Reading yamnet failed: ${message}`, { modelId: "yamnet" });
}

/** Values of a constant in float32. */
export function valuesOf(tensor: TfliteTensor, axis: number, what: string): Float32Array {
  const values = storedValues(tensor);
  if (tensor.type !== FLOAT32) {
    const scales = scalesOf(tensor, axis, what);
    const { shape, zeroPoints } = tensor;
    const step = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
    for (let i = 0; i < values.length; i++) {
      const channel = Math.floor(i / step) % shape[axis]!;
      const zeroPoint = zeroPoints[zeroPoints.length > 1 ? channel : 0] ?? 0;
      values[i] = (values[i]! - zeroPoint) * scales[channel]!;
    }
  }
  if (values.every(Number.isFinite)) return values;
  fail(`expected finite values in the ${what}, received one that is not`);
}

function storedValues({ type, data }: TfliteTensor): Float32Array {
  // A copy is aligned.
  const { buffer } = data.slice();
  if (type === FLOAT32) return new Float32Array(buffer);
  return Float32Array.from(type === INT32 ? new Int32Array(buffer) : new Int8Array(buffer));
}

/** Scales of a constant, one for each index of `axis`. */
export function scalesOf(
  { scales, shape, axis: own }: TfliteTensor,
  axis: number,
  what: string,
): Float32Array {
  const length = shape[axis]!;
  const isValid = (scales.length === 1 || (scales.length === length && own === axis)) &&
    scales.every((scale) => scale >= 0 && scale < Infinity);
  if (!isValid) {
    fail(
      `expected finite scales, one or ${length} on axis ${axis}, for the ${what}, received ` +
        `${scales.length} on axis ${own}`,
    );
  }
  return Float32Array.from({ length }, (_, i) => scales[scales.length > 1 ? i : 0]!);
}
