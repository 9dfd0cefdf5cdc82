import type { ByteSource } from "../source/byte_source.ts";
import { spells } from "./_bytes.ts";

const HEADER_BYTES = 10;
const FLAG_FOOTER = 0x10;
/** Unit in which padding is skipped: more zeros than any format begins with. */
const PADDING_BYTES = 4096;
const PADDING_MAX_BYTES = 2 ** 20;

/**
 * Creates a source that starts after the ID3v2 tags of another, and after padding that the size of
 * the last tag does not count. A tag that exceeds the file ends after its header.
 */
export async function skipTags(source: ByteSource): Promise<ByteSource> {
  let start = 0;
  for (;;) {
    const header = await source.read(start, HEADER_BYTES);
    if (header.length < HEADER_BYTES || !spells(header, "ID3")) break;
    const next = start + tagBytes(header);
    const isWhole = (await source.read(next - 1, 1)).length === 1;
    start = isWhole ? next : start + HEADER_BYTES;
    if (!isWhole) break;
  }
  return start === 0 ? source : startingAt(source, await skipPadding(source, start));
}

/** Skips blocks of zeros. @returns offset of the first block with another byte */
async function skipPadding(source: ByteSource, start: number): Promise<number> {
  for (let at = start; at < start + PADDING_MAX_BYTES; at += PADDING_BYTES) {
    const block = await source.read(at, PADDING_BYTES);
    if (block.length < PADDING_BYTES || block.some((byte) => byte !== 0)) return at;
  }
  return start;
}

/** Length of a tag with its header and footer. */
function tagBytes(header: Uint8Array): number {
  const size = header[6]! << 21 | header[7]! << 14 | header[8]! << 7 | header[9]!;
  return HEADER_BYTES + size + (header[5]! & FLAG_FOOTER ? 10 : 0);
}

function startingAt(source: ByteSource, start: number): ByteSource {
  return {
    get size() {
      return source.size === undefined ? undefined : source.size - start;
    },
    read: (offset, ...lengths) => source.read(start + offset, ...lengths),
    release: (offset) => source.release(start + offset),
    close: () => source.close(),
  };
}
