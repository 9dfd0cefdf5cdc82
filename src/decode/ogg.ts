import type { ByteSource } from "../source/byte_source.ts";
import { spells } from "./_bytes.ts";
import { damaged, unsupported } from "./_errors.ts";
import { type OggPage, OggReader } from "./_ogg.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import { openVorbis } from "./vorbis.ts";

/** Magic bytes of the first packet of a stream, by codec. */
const CODECS: readonly (readonly [magic: string, codec: string])[] = [
  ["\x01vorbis", "vorbis"],
  ["OpusHead", "opus"],
  ["\x7fFLAC", "flac"],
  ["Speex   ", "speex"],
];

/** Name of a stream's codec by its first packet; undefined when unknown. */
export function oggCodec(packet: Uint8Array): string | undefined {
  return CODECS.find(([magic]) => spells(packet, magic))?.[1];
}

/**
 * Opens the first Vorbis stream of an Ogg file.
 *
 * @throws {DecodeError} when there is no valid Vorbis stream
 * @throws {UnavailableError} when the decoder is not installed or cannot run
 */
export async function openOgg(source: ByteSource): Promise<OpenedAudio> {
  const reader = new OggReader(source);
  let other: string | undefined;
  let page = await reader.next();
  if (!page) {
    throw damaged("ogg", `expected a whole page, received none in ${source.size} bytes`);
  }
  for (; page; page = await reader.next()) {
    if (!page.isFirst) continue;
    const codec = oggCodec(page.body);
    if (codec === "vorbis") return openVorbis(page.body.slice(), streamOf(reader, page));
    other ??= codec;
  }
  throw other
    ? unsupported(`ogg/${other}`, `expected Vorbis, received ${other}`)
    : unsupported("ogg", "expected a Vorbis stream, received unknown codecs");
}

/**
 * Reads the pages of the stream that starts with `first`, up to its last page or a reuse of its
 * serial, and then the rest of the file.
 *
 * @returns description of the damage of the pages; undefined for none
 */
async function* streamOf(
  reader: OggReader,
  first: OggPage,
): AsyncGenerator<OggPage, string | undefined> {
  const { serial } = first;
  let { sequence } = first;
  let streams = 0;
  let hasGap = false;
  let isOpen = true;
  let isLast = false;
  for (let page: OggPage | undefined = first; page; page = await reader.next()) {
    const isStart = page.isFirst && oggCodec(page.body) === "vorbis";
    if (isStart) streams++;
    if (page.serial === serial && page.isFirst && page !== first) isOpen = false;
    if (!isOpen || page.serial !== serial) continue;
    if (page !== first && page.sequence !== sequence + 1) hasGap = true;
    sequence = page.sequence;
    isLast = page.isLast;
    isOpen = !isLast;
    yield page;
  }
  if (reader.lostBytes > 0) {
    return `expected whole pages, received ${reader.lostBytes} bytes of other data`;
  }
  if (hasGap) return "expected consecutive pages, received a gap";
  if (!isLast) return "expected a last page, received none";
  return streams > 1
    ? `expected one Vorbis stream, received ${streams}; decoded the first`
    : undefined;
}
