import { dataView, spells } from "./_bytes.ts";
import { checkChannels, checkRate, damaged, formatName } from "./_errors.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import { packetBlocks } from "./_packet_blocks.ts";
import type { Track } from "./_packets.ts";
import { wasmDecoder } from "./_wasm_decoder.ts";

const COOKIE_BYTES = 24;

/**
 * Opens ALAC. The extra data is a magic cookie, with or without the boxes around it.
 *
 * @throws {DecodeError} when the cookie is damaged
 * @throws {UnavailableError} when the decoder is not installed or cannot run
 */
export async function openAlac(track: Track): Promise<OpenedAudio> {
  const { container } = track;
  const format = formatName(container, "alac");
  let cookie = track.extraData;
  // Old cookies have a format box of 12 bytes and a box header before the fields.
  if (spells(cookie, "frma", 4)) cookie = cookie.subarray(12);
  if (spells(cookie, "alac", 4)) cookie = cookie.subarray(12);
  if (cookie.length < COOKIE_BYTES) {
    throw damaged(format, `expected a cookie of 24 bytes, received ${cookie.length}`);
  }
  const channelCount = cookie[9]!;
  const sampleRateHz = dataView(cookie).getUint32(20);
  checkChannels(format, channelCount);
  checkRate(format, sampleRateHz);
  const decoder = await wasmDecoder(container, "alac", cookie);
  const blocks = packetBlocks(format, channelCount, track, decoder);
  return { format, sampleRateHz, channelCount, blocks };
}
