import type { ByteSource } from "../source/byte_source.ts";
import { dataView, fourCC, uint64 } from "./_bytes.ts";

/** Maximum length of a box that is read as a whole. */
const BOX_BYTES_MAX = 2 ** 28;

/** Box of an ISO base media file. */
export interface Box {
  readonly type: string;
  readonly body: Uint8Array;
}

/** Box at the top level of a file. */
export interface TopBox {
  readonly type: string;
  /** Offset of the box in the file. */
  readonly at: number;
  /** Offset of the body in the file. */
  readonly start: number;
  /** Length of the box in bytes; Infinity for the rest of the file. */
  readonly size: number;
}

/** Iterates over the whole boxes in `bytes`. */
export function* boxes(bytes: Uint8Array): Generator<Box> {
  for (let at = 0; at + 8 <= bytes.length;) {
    const { start, size } = boxSize(bytes, at, bytes.length - at);
    // The boxes before a truncated one are still valid.
    if (size < start || at + size > bytes.length) return;
    yield { type: fourCC(bytes, at + 4), body: bytes.subarray(at + start, at + size) };
    at += size;
  }
}

/** Finds a box in boxes; undefined when there is none. */
export function child(bytes: Uint8Array, ...path: string[]): Uint8Array | undefined {
  let found: Uint8Array | undefined = bytes;
  for (const type of path) {
    let next: Uint8Array | undefined;
    for (const box of boxes(found)) {
      if (box.type === type) {
        next = box.body;
        break;
      }
    }
    if (!next) return undefined;
    found = next;
  }
  return found;
}

/** Iterates over the boxes at the top level of a file, from an offset on. */
export async function* topBoxes(source: ByteSource, from = 0): AsyncGenerator<TopBox> {
  for (let at = from;;) {
    const header = await source.read(at, 16);
    if (header.length < 8) return;
    const { start, size } = boxSize(header, 0, Infinity);
    if (size < start) return;
    yield { type: fourCC(header, 4), at, start: at + start, size };
    at += size;
  }
}

/** Reads the body of a box; undefined when the file does not contain all of it. */
export async function readBox(
  source: ByteSource,
  { at, start, size }: TopBox,
): Promise<Uint8Array | undefined> {
  const length = at + size - start;
  if (size < Infinity && length > BOX_BYTES_MAX) return undefined;
  const body = await source.read(start, Math.min(length, BOX_BYTES_MAX));
  return body.length === length || size === Infinity ? body.slice() : undefined;
}

/** Reads the length of a box and where its body starts; 0 stands for the rest of the bytes. */
function boxSize(bytes: Uint8Array, at: number, rest: number): { start: number; size: number } {
  const view = dataView(bytes);
  const size = view.getUint32(at);
  if (size === 1 && at + 16 <= bytes.length) return { start: 16, size: uint64(view, at + 8) };
  return { start: 8, size: size === 0 ? rest : size };
}
