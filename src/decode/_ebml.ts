import { dataView } from "./_bytes.ts";

/** Identifiers of the elements that are read. @see RFC 9559 */
export const ELEMENT = {
  segment: 0x18538067,
  tracks: 0x1654ae6b,
  cluster: 0x1f43b675,
  simpleBlock: 0xa3,
  blockGroup: 0xa0,
  block: 0xa1,
  discardPadding: 0x75a2,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackType: 0x83,
  codecId: 0x86,
  codecPrivate: 0x63a2,
  codecDelay: 0x56aa,
  audio: 0xe1,
  samplingFrequency: 0xb5,
  channels: 0x9f,
  bitDepth: 0x6264,
  contentEncodings: 0x6d80,
  contentEncoding: 0x6240,
  contentCompression: 0x5034,
  contentCompAlgo: 0x4254,
  contentCompSettings: 0x4255,
} as const;

/** Header of an element. */
export interface Element {
  readonly id: number;
  readonly headerBytes: number;
  /** Length of the body in bytes; Infinity when unknown. */
  readonly size: number;
}

/** Reads the header of the element at `at`; undefined when it is not whole or not valid. */
export function readElement(bytes: Uint8Array, at: number): Element | undefined {
  const first = bytes[at] ?? 0;
  const idBytes = Math.clz32(first) - 23;
  if (idBytes > 4 || at + idBytes >= bytes.length) return undefined;
  const size = readSize(bytes, at + idBytes);
  if (!size) return undefined;
  return {
    id: unsigned(bytes.subarray(at, at + idBytes)),
    headerBytes: idBytes + size.bytes,
    size: size.value,
  };
}

/** Reads an integer of variable length; Infinity when all of its bits are set. */
export function readSize(
  bytes: Uint8Array,
  at: number,
): { value: number; bytes: number } | undefined {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (length > 8 || at + length > bytes.length) return undefined;
  let value = first & (0xff >> length);
  let isUnknown = value === 0xff >> length;
  for (let i = 1; i < length; i++) {
    value = value * 256 + bytes[at + i]!;
    isUnknown &&= bytes[at + i] === 0xff;
  }
  return { value: isUnknown ? Infinity : value, bytes: length };
}

/** Iterates over the whole elements in a body. */
export function* elements(bytes: Uint8Array): Generator<{ id: number; body: Uint8Array }> {
  for (let at = 0; at < bytes.length;) {
    const element = readElement(bytes, at);
    if (!element || at + element.headerBytes + element.size > bytes.length) return;
    const start = at + element.headerBytes;
    at = start + element.size;
    yield { id: element.id, body: bytes.subarray(start, at) };
  }
}

/** Reads an unsigned integer of up to six bytes. */
export function unsigned(body: Uint8Array): number {
  return body.reduce((value, byte) => value * 256 + byte, 0);
}

/** Reads a float of four or eight bytes; 0 for others. */
export function float(body: Uint8Array): number {
  if (body.length === 4) return dataView(body).getFloat32(0);
  return body.length === 8 ? dataView(body).getFloat64(0) : 0;
}
