import type { DecodedAudio } from "./decoded_audio.ts";
import { dataView } from "./_bytes.ts";
import { checkChannels, checkRate, damaged } from "./_errors.ts";
import { foreignDecoder } from "./_optional_decoder.ts";
import type { OggPage } from "./_ogg.ts";

const FORMAT = "ogg/vorbis";

/** Part of `@wasm-audio-decoders/ogg-vorbis` that is used. */
interface VorbisModule {
  OggVorbisDecoder: new () => {
    readonly ready: Promise<void>;
    decodeFile(bytes: Uint8Array): Promise<{ channelData: Float32Array[]; samplesDecoded: number }>;
    free(): void;
  };
}

/**
 * A Vorbis stream.
 *
 * @param pages its whole pages in order
 * @param fault what is wrong with them
 * @throws {DecodeError} when it has no whole headers or no sound
 * @throws {UnavailableError} where the decoder is not installed or cannot run
 */
export async function decodeVorbis(
  pages: readonly OggPage[],
  fault: string | undefined,
): Promise<DecodedAudio> {
  const identification = pages[0]!.body;
  if (identification.length < 30) {
    throw damaged(FORMAT, `the first header has ${identification.length} bytes, wanted 30`);
  }
  const channelCount = identification[11]!;
  const sampleRateHz = dataView(identification).getUint32(12, true);
  checkChannels(FORMAT, channelCount);
  checkRate(FORMAT, sampleRateHz);
  const hasSound = pages.some((page) => page.granule !== undefined && page.granule > 0);
  const channels = hasSound ? await decodeFile(concat(pages.map((page) => page.bytes))) : [];
  if (channels.length !== channelCount || channels[0]!.length === 0) {
    throw damaged(FORMAT, "no sound follows the headers");
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
    throw damaged(FORMAT, "its packets cannot be decoded", cause);
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
