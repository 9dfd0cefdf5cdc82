/**
 * Reads `.npy` files of format 1.0, little-endian, C order.
 *
 * @module
 */

/** Numbers in row-major order. */
export interface NdArray {
  readonly data: Float32Array | Float64Array | Int32Array | readonly number[];
  readonly shape: readonly number[];
}

const MAGIC = [0x93, ...new TextEncoder().encode("NUMPY\x01\x00")];

/** Parses the bytes of a `.npy` file; `name` is for error messages. */
export function readNpy(bytes: Uint8Array, name: string): NdArray {
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new SyntaxError(
      `Reading ${name}: expected an .npy file of format 1.0, received another file`,
    );
  }
  const start = 10 + (bytes[8] ?? 0) + 256 * (bytes[9] ?? 0);
  const header = new TextDecoder().decode(bytes.subarray(10, start));
  const dtype = /'descr': *'([^']*)'/.exec(header)?.[1];
  const shape = /'shape': *\(([\d, ]*)\)/.exec(header)?.[1]?.match(/\d+/g)?.map(Number) ?? [];
  if (!/'fortran_order': *False/.test(header)) {
    throw new SyntaxError(`Reading ${name}: expected C order, received another order`);
  }
  const count = shape.reduce((a, b) => a * b, 1);
  const body = bytes.slice(start);
  const itemBytes = Number(dtype?.[2]);
  if (body.byteLength !== count * itemBytes) {
    throw new SyntaxError(
      `Reading ${name}: expected ${count * itemBytes} bytes for [${shape}] of ${dtype}, ` +
        `received ${body.byteLength}`,
    );
  }
  return { data: readNumbers(body.buffer, dtype, name), shape };
}

function readNumbers(buffer: ArrayBuffer, dtype: string | undefined, name: string) {
  switch (dtype) {
    case "<f4":
      return new Float32Array(buffer);
    case "<f8":
      return new Float64Array(buffer);
    case "<i4":
      return new Int32Array(buffer);
    case "<i8":
      return Float64Array.from(new BigInt64Array(buffer), Number);
    default:
      throw new SyntaxError(`Reading ${name}: expected <f4, <f8, <i4 or <i8, received ${dtype}`);
  }
}
