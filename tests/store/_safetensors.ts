/** Tensor to write; its bytes are not checked. */
export interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** Writes a file in the safetensors format. */
export function writeSafetensors(
  entries: Readonly<Record<string, Entry>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  let at = 0;
  const header: Record<string, unknown> = metadata ? { __metadata__: metadata } : {};
  for (const [name, { dtype, shape, bytes }] of Object.entries(entries)) {
    header[name] = { dtype, shape, data_offsets: [at, at += bytes.length] };
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + json.length + at);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  let to = 8 + json.length;
  for (const { bytes } of Object.values(entries)) {
    file.set(bytes, to);
    to += bytes.length;
  }
  return file;
}

/** Creates a tensor of float32 values. */
export function f32(shape: readonly number[], values: readonly number[]): Entry {
  return { dtype: "F32", shape, bytes: new Uint8Array(Float32Array.from(values).buffer) };
}
