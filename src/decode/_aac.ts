import { DecodeError } from "../errors.ts";
import { BitReader } from "./_bit_reader.ts";
import { checkRate, damaged, formatName, unsupportedCodec } from "./_errors.ts";
import { hasWebDecoder, openHeAac } from "./_he_aac.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import { packetBlocks } from "./_packet_blocks.ts";
import { peek, type Track } from "./_packets.ts";
import { wasmDecoder } from "./_wasm_decoder.ts";

/** Sample rates by their index. */
export const AAC_RATES_HZ: readonly number[] = [
  96000,
  88200,
  64000,
  48000,
  44100,
  32000,
  24000,
  22050,
  16000,
  12000,
  11025,
  8000,
  7350,
];
/** Names of audio object types, for errors. */
const OBJECT_NAMES: Readonly<Record<number, string>> = {
  1: "AAC Main",
  3: "AAC SSR",
  4: "AAC LTP",
  5: "HE-AAC",
  23: "AAC-LD",
  29: "HE-AAC v2",
  34: "MP3 on MP4",
  39: "AAC-ELD",
  42: "xHE-AAC",
};
const LOW_COMPLEXITY = 2;
const SYNC_EXTENSION = 0x2b7;
const SPECTRAL_BAND_REPLICATION = 5;
const PARAMETRIC_STEREO = 29;

/** Fields of an AudioSpecificConfig. */
interface AacConfig {
  readonly objectType: number;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Sample rate with spectral band replication, if it is announced. */
  readonly sbrRateHz: number | undefined;
}

/**
 * Opens AAC-LC, and HE-AAC where the browser decodes it. The extra data is an AudioSpecificConfig.
 *
 * @throws {DecodeError} when the configuration is damaged, or of another profile
 * @throws {UnavailableError} when the decoder is not installed or cannot run
 */
export async function openAac(track: Track): Promise<OpenedAudio> {
  const { container, extraData } = track;
  const format = formatName(container, "aac");
  const { objectType, sampleRateHz, channels, sbrRateHz } = readConfig(format, extraData);
  if (sbrRateHz !== undefined) {
    const codec = `mp4a.40.${objectType === PARAMETRIC_STEREO ? objectType : 5}`;
    const numberOfChannels = objectType === PARAMETRIC_STEREO ? 2 : channels;
    return await openHeAac(track, { codec, sampleRate: sbrRateHz, numberOfChannels });
  }
  if (objectType !== LOW_COMPLEXITY) {
    throw unsupportedCodec(container, OBJECT_NAMES[objectType] ?? `AAC of type ${objectType}`);
  }
  if (channels !== 1 && channels !== 2) {
    throw unsupportedCodec(
      container,
      channels === 0 ? "AAC with a channel layout of its own" : `AAC with ${channels} channels`,
    );
  }
  checkRate(format, sampleRateHz);
  const { first, packets } = hasWebDecoder()
    ? await peek(track.packets)
    : { first: undefined, packets: track.packets };
  if (first && await hasSbr(track, first)) {
    const config = { codec: "mp4a.40.5", sampleRate: 2 * sampleRateHz, numberOfChannels: channels };
    return await openHeAac({ ...track, packets }, config);
  }
  const decoder = await wasmDecoder(container, "aac", extraData);
  const blocks = packetBlocks(format, channels, { ...track, packets }, decoder);
  return { format, sampleRateHz, channelCount: channels, blocks };
}

/** Tests whether a packet has spectral band replication. */
async function hasSbr({ container, extraData }: Track, packet: Uint8Array): Promise<boolean> {
  try {
    (await wasmDecoder(container, "aac", extraData)).decode(packet);
  } catch (error) {
    return error instanceof DecodeError && error.format === formatName(container, "HE-AAC");
  }
  return false;
}

/** Reads an AudioSpecificConfig. @see ISO/IEC 14496-3, 1.6.2.1 */
function readConfig(format: string, bytes: Uint8Array): AacConfig {
  const bits = new BitReader(bytes);
  const readType = () => {
    const type = bits.unsigned(5);
    return type === 31 ? 32 + bits.unsigned(6) : type;
  };
  const readRate = () => {
    const index = bits.unsigned(4);
    return index === 15 ? bits.unsigned(24) : AAC_RATES_HZ[index] ?? 0;
  };
  const objectType = readType();
  const sampleRateHz = readRate();
  const channels = bits.unsigned(4);
  const isAnnounced = objectType === SPECTRAL_BAND_REPLICATION || objectType === PARAMETRIC_STEREO;
  const announcedRateHz = isAnnounced ? readRate() : undefined;
  if (bits.isPast) {
    throw damaged(format, `expected a configuration, received ${bytes.length} bytes`);
  }
  // Frame length, dependence on a core coder and the extension flag precede a later announcement.
  const [, dependsOnCore] = [bits.unsigned(1), bits.unsigned(1)];
  if (dependsOnCore) bits.unsigned(14);
  bits.unsigned(1);
  const isExtended = objectType === LOW_COMPLEXITY && bits.unsigned(11) === SYNC_EXTENSION &&
    readType() === SPECTRAL_BAND_REPLICATION && bits.unsigned(1) === 1 && !bits.isPast;
  const extendedRateHz = isExtended ? readRate() : undefined;
  return {
    objectType,
    sampleRateHz,
    channels: channels === 7 ? 8 : channels,
    sbrRateHz: announcedRateHz ?? extendedRateHz,
  };
}
