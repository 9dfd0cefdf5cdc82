import { dataView, spells } from "./_bytes.ts";

const HEADER_BYTES = 27;
/** Number of pages with a wrong checksum after which the rest of the file is ignored. */
const BAD_PAGES_MAX = 64;

/** Complete page of an Ogg file. */
export interface OggPage {
  /** Page with its header. */
  readonly bytes: Uint8Array;
  readonly body: Uint8Array;
  readonly serial: number;
  readonly sequence: number;
  /** Granule position after the last packet that ends in the page; undefined if none does. */
  readonly granule: number | undefined;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/**
 * Finds the pages with a valid checksum and skips the bytes between them.
 *
 * @returns the pages, and the number of skipped bytes
 * @see RFC 3533
 */
export function oggPages(bytes: Uint8Array): { pages: OggPage[]; lostBytes: number } {
  const pages: OggPage[] = [];
  let lostBytes = 0;
  let badPages = 0;
  for (let at = 0; at < bytes.length && badPages < BAD_PAGES_MAX;) {
    const size = spells(bytes, "OggS", at) ? pageBytes(bytes, at) : 0;
    if (size > 0 && isChecksumValid(bytes.subarray(at, at + size))) {
      pages.push(readPage(bytes.subarray(at, at + size)));
      at += size;
      continue;
    }
    if (size > 0) badPages++;
    const next = nextCapture(bytes, at + 1);
    lostBytes += next - at;
    at = next;
  }
  return { pages, lostBytes };
}

/** Length of the page at `at` in bytes; 0 if it is incomplete. */
function pageBytes(bytes: Uint8Array, at: number): number {
  if (at + HEADER_BYTES > bytes.length) return 0;
  const segments = bytes[at + 26]!;
  let size = HEADER_BYTES + segments;
  if (at + size > bytes.length) return 0;
  for (let i = 0; i < segments; i++) size += bytes[at + HEADER_BYTES + i]!;
  return at + size > bytes.length ? 0 : size;
}

function readPage(bytes: Uint8Array): OggPage {
  const view = dataView(bytes);
  const granuleHigh = view.getInt32(10, true);
  return {
    bytes,
    body: bytes.subarray(HEADER_BYTES + bytes[26]!),
    serial: view.getUint32(14, true),
    sequence: view.getUint32(18, true),
    granule: granuleHigh < 0 ? undefined : granuleHigh * 2 ** 32 + view.getUint32(6, true),
    isFirst: (bytes[5]! & 2) !== 0,
    isLast: (bytes[5]! & 4) !== 0,
  };
}

function nextCapture(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0x4f, from); at >= 0; at = bytes.indexOf(0x4f, at + 1)) {
    if (spells(bytes, "OggS", at)) return at;
  }
  return bytes.length;
}

let table: Uint32Array | undefined;

function isChecksumValid(page: Uint8Array): boolean {
  table ??= crcTable();
  let crc = 0;
  for (let i = 0; i < page.length; i++) {
    // The checksum field counts as zero.
    const byte = i >= 22 && i < 26 ? 0 : page[i]!;
    crc = crc << 8 ^ table[crc >>> 24 ^ byte]!;
  }
  return crc >>> 0 === dataView(page).getUint32(22, true);
}

function crcTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc << 1 ^ (crc < 0 ? 0x04c11db7 : 0);
    return crc;
  });
}
