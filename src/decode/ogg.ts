import type { DecodedAudio } from "./decoded_audio.ts";
import { spells } from "./_bytes.ts";
import { damaged, unsupported } from "./_errors.ts";
import { type OggPage, oggPages } from "./_ogg.ts";
import { decodeVorbis } from "./vorbis.ts";

/** Magic bytes of the first packet of a stream, by codec. */
const CODECS: readonly (readonly [magic: string, codec: string])[] = [
  ["\x01vorbis", "vorbis"],
  ["OpusHead", "opus"],
  ["\x7fFLAC", "flac"],
  ["Speex   ", "speex"],
];

/** The codec of a stream by its first packet. */
export function oggCodec(packet: Uint8Array): string | undefined {
  return CODECS.find(([magic]) => spells(packet, magic))?.[1];
}

/**
 * The first Vorbis stream of an Ogg file.
 *
 * @throws {DecodeError} when there is none that is whole
 * @throws {UnavailableError} where the decoder is not installed or cannot run
 */
export function decodeOgg(bytes: Uint8Array): Promise<DecodedAudio> {
  const { pages, lostBytes } = oggPages(bytes);
  if (pages.length === 0) throw damaged("ogg", `no whole page in ${bytes.length} bytes`);
  let other: string | undefined;
  for (const first of pages.filter((page) => page.isFirst)) {
    const codec = oggCodec(first.body);
    if (codec === "vorbis") {
      const stream = streamOf(pages, first);
      return decodeVorbis(stream, findFault(stream, pages, lostBytes));
    }
    other ??= codec;
  }
  throw other
    ? unsupported(`ogg/${other}`, "this codec is not decoded")
    : unsupported("ogg", "none of its streams has a codec that is known here");
}

/** The pages of the stream that begins with `first`, until another one begins with its number. */
function streamOf(pages: readonly OggPage[], first: OggPage): OggPage[] {
  const stream: OggPage[] = [];
  for (const page of pages.slice(pages.indexOf(first))) {
    if (page.serial !== first.serial) continue;
    if (page.isFirst && page !== first) break;
    stream.push(page);
    if (page.isLast) break;
  }
  return stream;
}

function findFault(
  stream: readonly OggPage[],
  pages: readonly OggPage[],
  lostBytes: number,
): string | undefined {
  if (lostBytes > 0) return `${lostBytes} bytes belong to no whole page`;
  if (stream.some((page, i) => i > 0 && page.sequence !== stream[i - 1]!.sequence + 1)) {
    return "pages are missing";
  }
  if (!stream[stream.length - 1]!.isLast) return "the last page is missing";
  const streams = pages.filter((page) => page.isFirst && oggCodec(page.body) === "vorbis").length;
  return streams > 1 ? `${streams} streams are there, only the first is decoded` : undefined;
}
