import { dataView, spells } from "./_bytes.ts";
import { checkChannels, checkRate, damaged, formatName } from "./_errors.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import { packetBlocks } from "./_packet_blocks.ts";
import type { Track } from "./_packets.ts";
import { inWavOrder } from "./_vorbis_order.ts";
import { wasmDecoder } from "./_wasm_decoder.ts";

const IDENTIFICATION_BYTES = 30;

/**
 * Opens packets of Vorbis. The extra data has the three header packets in Xiph's lacing.
 *
 * @throws {DecodeError} when the headers are damaged
 * @throws {UnavailableError} when the decoder is not installed or cannot run
 */
export async function openVorbis(track: Track): Promise<OpenedAudio> {
  const { container } = track;
  const format = formatName(container, "vorbis");
  const [identification, , setup] = unlace(track.extraData);
  if (!setup || identification!.length < IDENTIFICATION_BYTES || !spells(setup, "\x05vorbis")) {
    throw damaged(format, "expected three header packets, received others");
  }
  const channelCount = identification![11]!;
  const sampleRateHz = dataView(identification!).getUint32(12, true);
  checkChannels(format, channelCount);
  checkRate(format, sampleRateHz);
  const decoder = await wasmDecoder(container, "vorbis", track.extraData);
  const blocks = packetBlocks(format, channelCount, track, {
    decode: (packet) => inWavOrder(decoder.decode(packet)),
  });
  return { format, sampleRateHz, channelCount, blocks };
}

/** Splits packets in Xiph's lacing: their number less one, the lengths of all but the last. */
function unlace(bytes: Uint8Array): Uint8Array[] {
  const lengths: number[] = [];
  let at = 1;
  while (lengths.length < (bytes[0] ?? 0)) {
    let length = 0;
    while (bytes[at] === 255) length += bytes[at++]!;
    if (at >= bytes.length) return [];
    lengths.push(length + bytes[at++]!);
  }
  const packets = lengths.map((length) => bytes.subarray(at, at += length));
  return [...packets, bytes.subarray(at)];
}
