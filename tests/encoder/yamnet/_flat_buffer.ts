/** Field of a table in the order of its schema: a byte, 32 bits, something stored elsewhere, or absent. */
export type Field = number | { readonly i32: number } | Stored | undefined;

/** Table, or a vector: of tables, or of values as little-endian bytes. */
export type Stored =
  | { readonly table: readonly Field[] }
  | { readonly tables: readonly (readonly Field[])[] }
  | { readonly bytes: Uint8Array; readonly length: number };

/** Vector of values. */
export function vectorOf(values: ArrayLike<number> & ArrayBufferView): Stored {
  const { buffer, byteOffset, byteLength, length } = values;
  return { bytes: new Uint8Array(buffer, byteOffset, byteLength), length };
}

/** Writes a FlatBuffer: parents before their children, a vtable before each table. */
export function flatBuffer(root: readonly Field[], mark: string): Uint8Array {
  const out: number[] = [];
  const pending: { at: number; stored: Stored }[] = [];
  const i32 = (value: number) => out.push(...new Uint8Array(Int32Array.of(value).buffer));
  const refer = (stored: Stored) => {
    pending.push({ at: out.length, stored });
    i32(0);
  };
  refer({ table: root });
  out.push(...new TextEncoder().encode(mark));
  for (const { at, stored } of pending) {
    while (out.length % 4 > 0) out.push(0);
    if ("table" in stored) {
      const { table } = stored;
      const offsets = table.map((field, i) => field === undefined ? 0 : 4 * (i + 1));
      const vtable = Uint16Array.of(2 * table.length + 4, 4 * table.length + 4, ...offsets);
      out.push(...new Uint8Array(vtable.buffer));
      while (out.length % 4 > 0) out.push(0);
      const start = out.length;
      out.splice(at, 4, ...new Uint8Array(Int32Array.of(start - at).buffer));
      i32(4 * Math.ceil(vtable.byteLength / 4));
      for (const field of table) {
        if (typeof field === "number") out.push(field & 255, 0, 0, 0);
        else if (field === undefined) i32(0);
        else if ("i32" in field) i32(field.i32);
        else refer(field);
      }
      continue;
    }
    out.splice(at, 4, ...new Uint8Array(Int32Array.of(out.length - at).buffer));
    if ("tables" in stored) {
      i32(stored.tables.length);
      for (const table of stored.tables) refer({ table });
    } else {
      i32(stored.length);
      for (const byte of stored.bytes) out.push(byte);
    }
  }
  return Uint8Array.from(out);
}
