import { dataView, spells } from "./_bytes.ts";
import { damaged, formatName, unsupportedCodec } from "./_errors.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import { packetBlocks } from "./_packet_blocks.ts";
import { createEdit, type Track } from "./_packets.ts";
import { inWavOrder } from "./_vorbis_order.ts";
import { wasmDecoder } from "./_wasm_decoder.ts";

const HEADER_BYTES = 19;
const CHANNELS_MAX = 8;
/** Channel mapping family with the order of Vorbis. */
const VORBIS_FAMILY = 1;
const SAMPLE_RATE_HZ = 48_000;

/** Fields of an identification header. */
export interface OpusHead {
  readonly channels: number;
  /** Number of frames to skip at the start. */
  readonly skipFrames: number;
  readonly gain: number;
  /** Numbers of channels, streams and coupled streams, and the channel mapping. */
  readonly config: Uint8Array;
}

/**
 * Opens packets of Opus, at 48 kHz. The extra data is an identification header, `OpusHead`.
 *
 * @throws {DecodeError} when the header is damaged
 * @throws {UnavailableError} when the decoder is not installed or cannot run
 */
export async function openOpus(track: Track): Promise<OpenedAudio> {
  const { container, extraData } = track;
  const format = formatName(container, "opus");
  const { channels, skipFrames, gain, config } = readOpusHead(format, extraData);
  // More channels can repeat one of a few bytes.
  if (channels > CHANNELS_MAX) throw unsupportedCodec(container, `Opus with ${channels} channels`);
  const decoder = await wasmDecoder(container, "opus", config);
  const isOrdered = extraData[18] === VORBIS_FAMILY;
  const blocks = packetBlocks(format, channels, { edit: createEdit(skipFrames), ...track }, {
    decode(packet) {
      const samples = decoder.decode(packet);
      if (gain !== 1) { for (const channel of samples) amplify(channel, gain); }
      return isOrdered ? inWavOrder(samples) : samples;
    },
  });
  return { format, sampleRateHz: SAMPLE_RATE_HZ, channelCount: channels, blocks };
}

function amplify(samples: Float32Array, gain: number): void {
  for (let i = 0; i < samples.length; i++) samples[i]! *= gain;
}

/** Reads an identification header. @see RFC 7845, section 5.1 */
export function readOpusHead(format: string, bytes: Uint8Array): OpusHead {
  const [channels = 0, family = 0] = [bytes[9], bytes[18]];
  const isWhole = spells(bytes, "OpusHead") && bytes.length >= HEADER_BYTES &&
    (family === 0 || bytes.length >= 21 + channels);
  if (!isWhole || channels === 0 || family === 0 && channels > 2) {
    throw damaged(format, `expected a header, received ${bytes.length} bytes`);
  }
  const view = dataView(bytes);
  return {
    channels,
    skipFrames: view.getUint16(10, true),
    gain: 10 ** (view.getInt16(16, true) / 256 / 20),
    config: family === 0
      ? Uint8Array.from([channels, 1, channels - 1, 0, 1].slice(0, 3 + channels))
      : Uint8Array.of(channels, ...bytes.subarray(19, 21 + channels)),
  };
}
