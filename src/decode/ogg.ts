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

/** Name of a stream's codec by its first packet; undefined when unknown. */
export function oggCodec(packet: Uint8Array): string | undefined {
  return CODECS.find(([magic]) => spells(packet, magic))?.[1];
}

/**
 * Decodes the first Vorbis stream of an Ogg file.
 *
 * @throws {DecodeError} when there is no valid Vorbis stream
 * @throws {UnavailableError} when the decoder is not installed or cannot run
 */
export function decodeOgg(bytes: Uint8Array): Promise<DecodedAudio> {
  const { pages, lostBytes } = oggPages(bytes);
  if (pages.length === 0) {
    throw damaged("ogg", `expected a whole page, received none in ${bytes.length} bytes`);
  }
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
    ? unsupported(`ogg/${other}`, `expected Vorbis, received ${other}`)
    : unsupported("ogg", "expected a Vorbis stream, received unknown codecs");
}

/** Pages of the stream that starts at `first`, up to its last page or a reuse of its serial. */
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
  if (lostBytes > 0) return `expected whole pages, received ${lostBytes} bytes of other data`;
  if (stream.some((page, i) => i > 0 && page.sequence !== stream[i - 1]!.sequence + 1)) {
    return "expected consecutive pages, received a gap";
  }
  if (!stream[stream.length - 1]!.isLast) return "expected a last page, received none";
  const streams = pages.filter((page) => page.isFirst && oggCodec(page.body) === "vorbis").length;
  return streams > 1
    ? `expected one Vorbis stream, received ${streams}; decoded the first`
    : undefined;
}
