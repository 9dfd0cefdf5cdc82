import { checkRate, damaged, formatName, unsupportedCodec } from "./_errors.ts";
import { mpaHeader } from "./_mpa_header.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import { packetBlocks } from "./_packet_blocks.ts";
import { peek, type Track } from "./_packets.ts";
import { wasmDecoder } from "./_wasm_decoder.ts";

/** Bit rates that the decoder of layer II excludes; FFmpeg writes them. @see ISO/IEC 11172-3, 2.4.2.3 */
const NOT_ALLOWED_KBITS = { mono: [224, 256, 320, 384], stereo: [32, 48, 56, 80] };

/**
 * Opens frames of MPEG audio, layers I to III. The first frame has the sample rate and channels.
 *
 * @throws {DecodeError} when the first packet is not a frame, or has a bit rate that is not allowed
 * @throws {UnavailableError} when the decoder is not installed or cannot run
 */
export async function openMpa(track: Track): Promise<OpenedAudio> {
  const { first, packets } = await peek(track.packets);
  const header = first && mpaHeader(first, 0);
  const name = header ? `mp${header.layer}` : track.codec;
  const format = formatName(track.container, name);
  if (!header) throw damaged(format, "expected a frame in the first packet, received none");
  const { layer, kbits, isMono } = header;
  if (layer === 2 && NOT_ALLOWED_KBITS[isMono ? "mono" : "stereo"].includes(kbits)) {
    const received = `MP2 with ${kbits} kbit/s in ${isMono ? "mono" : "stereo"}`;
    throw unsupportedCodec(track.container, received);
  }
  checkRate(format, header.sampleRateHz);
  const channelCount = isMono ? 1 : 2;
  const decoder = await wasmDecoder(track.container, name);
  const blocks = packetBlocks(format, channelCount, { ...track, packets }, decoder);
  return { format, sampleRateHz: header.sampleRateHz, channelCount, blocks };
}
