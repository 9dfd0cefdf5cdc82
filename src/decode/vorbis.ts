import type { DecodedAudio } from "./decoded_audio.ts";
import { dataView } from "./_bytes.ts";
import { checkChannels, checkRate, damaged } from "./_errors.ts";
import { foreignDecoder } from "./_optional_decoder.ts";
import type { OggPage } from "./_ogg.ts";

const FORMAT = "ogg/vorbis";

/** Part of the API of `@wasm-audio-decoders/ogg-vorbis` that is used. */
interface VorbisModule {
  OggVorbisDecoder: new () => {
    readonly ready: Promise<void>;
    decodeFile(bytes: Uint8Array): Promise<{ channelData: Float32Array[]; samplesDecoded: number }>;
    free(): void;
  };
}

/**
 * Decodes a Vorbis stream.
 *
 * @param pages whole pages of the stream in order
 * @param fault message of the damage of the pages; undefined for none
 * @throws {DecodeError} when the headers are damaged or there is no audio
 * @throws {UnavailableError} when the decoder is not installed or cannot run
 */
export async function decodeVorbis(
  pages: readonly OggPage[],
  fault: string | undefined,
): Promise<DecodedAudio> {
  const identification = pages[0]!.body;
  if (identification.length < 30) {
    throw damaged(FORMAT, `expected a header of 30 bytes, received ${identification.length}`);
  }
  const channelCount = identification[11]!;
  const sampleRateHz = dataView(identification).getUint32(12, true);
  checkChannels(FORMAT, channelCount);
  checkRate(FORMAT, sampleRateHz);
  const hasAudio = pages.some((page) => page.granule !== undefined && page.granule > 0);
  const channels = hasAudio ? await decodeFile(concat(pages.map((page) => page.bytes))) : [];
  if (channels.length !== channelCount || channels[0]!.length === 0) {
    throw damaged(FORMAT, "expected audio after the headers, received none");
  }
  return {
    channels,
    sampleRateHz,
    format: FORMAT,
    ...(fault && { damage: damaged(FORMAT, fault) }),
  };
}

async function decodeFile(bytes: Uint8Array): Promise<Float32Array[]> {
  const { OggVorbisDecoder } = await foreignDecoder<VorbisModule>(
    "@wasm-audio-decoders/ogg-vorbis",
    () => import("@wasm-audio-decoders/ogg-vorbis"),
  );
  const decoder = new OggVorbisDecoder();
  await decoder.ready;
  try {
    return (await decoder.decodeFile(bytes)).channelData;
  } catch (cause) {
    throw damaged(FORMAT, "expected valid packets, received an error of the decoder", cause);
  } finally {
    decoder.free();
  }
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
