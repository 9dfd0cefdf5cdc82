/**
 * Writes `.npy` files for the packs of tests.
 *
 * @module
 */

/** Creates the bytes of a `.npy` file of format 1.0. */
export function npyBytes(
  dtype: string,
  shape: readonly number[],
  data: ArrayBufferView<ArrayBuffer>,
  fortran = "False",
): Uint8Array<ArrayBuffer> {
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const header = `{'descr': '${dtype}', 'fortran_order': ${fortran}, 'shape': (${axes}), }`;
  const length = Math.ceil((header.length + 11) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + length + data.byteLength).fill(0x20, 0, 10 + length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 255, length >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  bytes[9 + length] = 0x0a;
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + length);
  return bytes;
}
