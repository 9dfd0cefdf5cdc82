import { DecodeError } from "../errors.ts";
import type { ByteSource } from "../source/byte_source.ts";
import { spells } from "./_bytes.ts";
import { damaged, inBytes, unsupportedCodec } from "./_errors.ts";
import { type OggPage, OggReader } from "./_ogg.ts";
import { OggPackets } from "./_ogg_packets.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import { readOpusHead } from "./_opus_packets.ts";
import { createEdit } from "./_packets.ts";
import { openTrack } from "./_track.ts";

/** Magic bytes of the first packet of a stream, by codec. */
const CODECS: readonly (readonly [magic: string, codec: string])[] = [
  ["\x01vorbis", "vorbis"],
  ["OpusHead", "opus"],
  ["\x7fFLAC", "flac"],
  ["Speex   ", "speex"],
];
/** Length of the header before the `fLaC` marker of the first packet. */
const FLAC_MAPPING_BYTES = 9;

/** Functions that open the packets of a stream after the first one. */
const OPENERS: Readonly<
  Record<string, (first: Uint8Array, packets: OggPackets) => Promise<OpenedAudio>>
> = { vorbis: openVorbis, opus: openOpus, flac: openFlac };

/** Name of a stream's codec by its first packet; undefined when unknown. */
export function oggCodec(packet: Uint8Array): string | undefined {
  return CODECS.find(([magic]) => spells(packet, magic))?.[1];
}

/**
 * Opens the first stream of an Ogg file with a supported codec, and the streams chained to it.
 *
 * @throws {DecodeError} when there is no valid stream of Vorbis, Opus or FLAC
 * @throws {UnavailableError} when the decoder is not installed or cannot run
 */
export async function openOgg(source: ByteSource): Promise<OpenedAudio> {
  const reader = new OggReader(source);
  const first = await reader.next();
  if (!first) {
    throw damaged("ogg", `expected a whole page, received none${inBytes(source.size)}`);
  }
  const link = await openLink(reader, first);
  return { ...link.audio, blocks: chainedBlocks(reader, link) };
}

/** Stream of a chain. */
interface Link {
  readonly audio: OpenedAudio;
  readonly packets: OggPackets;
}

/** Opens the first supported stream from a first page on. */
async function openLink(reader: OggReader, first: OggPage): Promise<Link> {
  let other: string | undefined;
  for (let page: OggPage | undefined = first; page; page = await reader.next()) {
    if (!page.isFirst) continue;
    const codec = oggCodec(page.body);
    const open = OPENERS[codec ?? ""];
    if (open) {
      const head = page.body.slice();
      const packets = new OggPackets(`ogg/${codec}`, reader, page);
      return { audio: await open(head, packets), packets };
    }
    other ??= codec;
  }
  throw unsupportedCodec("ogg", other ?? "an unknown codec");
}

/** Decodes a link and those that follow with the same sample rate and channels. */
async function* chainedBlocks(reader: OggReader, first: Link): OpenedAudio["blocks"] {
  const { format, sampleRateHz, channelCount } = first.audio;
  let damage: DecodeError | undefined;
  for (let link = first;;) {
    const end = yield* link.audio.blocks;
    damage ??= end;
    const page = await link.packets.nextLink();
    if (!page) break;
    try {
      link = await openLink(reader, page);
    } catch (error) {
      if (error instanceof DecodeError) return damage ?? error;
      throw error;
    }
    const { audio } = link;
    if (
      audio.format !== format || audio.sampleRateHz !== sampleRateHz ||
      audio.channelCount !== channelCount
    ) {
      await audio.blocks.return(undefined);
      return damage ?? damaged(
        format,
        `expected chained streams of one kind, received ${audio.format} at ${audio.sampleRateHz} ` +
          `Hz with ${audio.channelCount} channels; decoded the streams before it`,
      );
    }
  }
  if (reader.lostBytes === 0) return damage;
  return damaged(format, `expected whole pages, received ${reader.lostBytes} bytes of other data`);
}

async function openOpus(head: Uint8Array, packets: OggPackets): Promise<OpenedAudio> {
  const edit = createEdit(readOpusHead("ogg/opus", head).skipFrames);
  await packets.next();
  return await openTrack({
    container: "ogg",
    codec: "opus",
    extraData: head,
    packets: packets.audio(edit),
    edit,
  });
}

async function openVorbis(identification: Uint8Array, packets: OggPackets): Promise<OpenedAudio> {
  const comments = await packets.next();
  const setup = await packets.next();
  if (!comments || !setup || !spells(setup, "\x05vorbis")) {
    throw damaged("ogg/vorbis", "expected three header packets, received others");
  }
  const edit = createEdit();
  return await openTrack({
    container: "ogg",
    codec: "vorbis",
    // Xiph's lacing: the number of packets less one, and the lengths of all but the last.
    extraData: concat(Uint8Array.of(2, identification.length, 0), identification, setup),
    packets: packets.audio(edit, { trimsStart: true }),
    edit,
  });
}

async function openFlac(first: Uint8Array, packets: OggPackets): Promise<OpenedAudio> {
  return await openTrack({
    container: "ogg",
    codec: "flac",
    extraData: first.subarray(FLAC_MAPPING_BYTES),
    packets: packets.audio(createEdit()),
  });
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
