/** Creates a view of the same bytes for reading numbers. */
export function dataView(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Reads a four-character code, such as `fmt `; shorter at the end of the bytes. */
export function fourCC(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

/** Whether the bytes at `at` spell `text`, one byte per character. */
export function spells(bytes: Uint8Array, text: string, at = 0): boolean {
  if (at + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i++) {
    if (bytes[at + i] !== text.charCodeAt(i)) return false;
  }
  return true;
}

/** Whether the bytes contain `text`, one byte per character. */
export function includes(bytes: Uint8Array, text: string): boolean {
  return bytes.some((_, at) => spells(bytes, text, at));
}

/** Reads an unsigned 64-bit integer, big-endian by default; exact below 2^53. */
export function uint64(view: DataView, at: number, littleEndian = false): number {
  const first = view.getUint32(at, littleEndian);
  const second = view.getUint32(at + 4, littleEndian);
  return littleEndian ? second * 2 ** 32 + first : first * 2 ** 32 + second;
}
