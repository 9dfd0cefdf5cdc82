import type { ByteSource } from "../source/byte_source.ts";
import { ByteReader } from "./_byte_reader.ts";
import { dataView, spells } from "./_bytes.ts";

const HEADER_BYTES = 27;
/** First byte of the capture pattern. */
const CAPTURE = 0x4f;
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
 * Reader of the pages with a valid checksum, which skips the bytes between them.
 *
 * @see RFC 3533
 */
export class OggReader {
  readonly #reader: ByteReader;
  #badPages = 0;
  /** Number of bytes skipped so far. */
  lostBytes = 0;

  /** Starts at the beginning of the source. */
  constructor(source: ByteSource) {
    this.#reader = new ByteReader(source);
  }

  /** Reads the next page, which is valid until the call after. @returns undefined at the end */
  async next(): Promise<OggPage | undefined> {
    const reader = this.#reader;
    while (this.#badPages < BAD_PAGES_MAX && await this.#fill()) {
      const size = spells(reader.bytes, "OggS") ? await pageBytes(reader) : 0;
      const { bytes } = reader;
      if (size > 0 && isChecksumValid(bytes.subarray(0, size))) {
        reader.skip(size);
        return readPage(bytes.subarray(0, size));
      }
      if (size > 0) this.#badPages++;
      const { position } = reader;
      await this.#skipToCapture();
      this.lostBytes += reader.position - position;
    }
    return undefined;
  }

  /** Reads ahead to the header of a page. @returns whether there are bytes left */
  async #fill(): Promise<boolean> {
    await this.#reader.fill(HEADER_BYTES);
    return this.#reader.bytes.length > 0;
  }

  async #skipToCapture(): Promise<void> {
    do {
      this.#reader.skip(1);
      const next = this.#reader.bytes.indexOf(CAPTURE);
      this.#reader.skip(next < 0 ? this.#reader.bytes.length : next);
    } while (await this.#fill() && !spells(this.#reader.bytes, "OggS"));
  }
}

/** Reads ahead to the end of a page. @returns its length in bytes; 0 if it is incomplete */
async function pageBytes(reader: ByteReader): Promise<number> {
  const segments = reader.bytes[26] ?? 0;
  let size = HEADER_BYTES + segments;
  if (!await reader.fill(size)) return 0;
  for (let i = 0; i < segments; i++) size += reader.bytes[HEADER_BYTES + i]!;
  return await reader.fill(size) ? size : 0;
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
