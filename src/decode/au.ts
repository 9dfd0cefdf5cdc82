import type { ByteSource } from "../source/byte_source.ts";
import { dataView, spells } from "./_bytes.ts";
import { checkChannels, checkRate, damaged, unsupportedCodec } from "./_errors.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import { type PcmLayout, pcmName } from "./_pcm.ts";
import { openPcmPackets } from "./_pcm_packets.ts";
import type { Packets } from "./_packets.ts";

const HEADER_BYTES = 24;
const UNKNOWN_LENGTH = 0xffffffff;
const PIECE_BYTES = 65_536;
/** Kinds and lengths of samples in bytes, by their encoding. */
const ENCODINGS: Readonly<Record<number, readonly [PcmLayout["kind"], number]>> = {
  1: ["mulaw", 1],
  2: ["signed", 1],
  3: ["signed", 2],
  4: ["signed", 3],
  5: ["signed", 4],
  6: ["float", 4],
  7: ["float", 8],
  27: ["alaw", 1],
};

/**
 * Opens AU files of Sun and NeXT, also of the byte order of DEC, whose magic bytes are reversed.
 *
 * @throws {DecodeError} when the header is damaged, or the encoding is not supported
 */
export async function openAu(source: ByteSource): Promise<OpenedAudio> {
  const header = (await source.read(0, HEADER_BYTES)).slice();
  if (header.length < HEADER_BYTES) {
    throw damaged("au", `expected a header of 24 bytes, received ${header.length}`);
  }
  const littleEndian = spells(header, "dns.");
  const [start, length, encoding, sampleRateHz, channels] = Array.from(
    { length: 5 },
    (_, field) => dataView(header).getUint32(4 + 4 * field, littleEndian),
  ) as [number, number, number, number, number];
  const [kind, bytesPerSample] = ENCODINGS[encoding] ?? [];
  if (!kind) throw unsupportedCodec("au", `encoding ${encoding}`);
  const layout = { kind, bytesPerSample: bytesPerSample!, littleEndian };
  const format = `au/${pcmName(layout)}`;
  checkRate(format, sampleRateHz);
  checkChannels(format, channels);
  if (start < HEADER_BYTES) {
    throw damaged(format, `expected samples after the header, received ${start} as their offset`);
  }
  const end = length === UNKNOWN_LENGTH ? Infinity : start + length;
  const packets = pieces(format, source, start, end, channels * bytesPerSample!);
  return openPcmPackets(format, { sampleRateHz, channels, layout }, packets);
}

/** Reads whole frames up to an offset. */
async function* pieces(
  format: string,
  source: ByteSource,
  start: number,
  end: number,
  frameBytes: number,
): Packets {
  const piece = Math.max(1, Math.floor(PIECE_BYTES / frameBytes)) * frameBytes;
  for (let at = start; at < end; at += piece) {
    source.release(at);
    const needed = Math.min(piece, end - at);
    const bytes = await source.read(at, needed);
    if (bytes.length >= frameBytes) yield bytes;
    if (bytes.length === needed) continue;
    const received = at + bytes.length - start;
    if (end < Infinity) {
      return damaged(format, `expected ${end - start} bytes of samples, received ${received}`);
    }
    break;
  }
  return undefined;
}
