import { dataView } from "./_bytes.ts";
import { checkChannels, checkRate, damaged } from "./_errors.ts";
import type { OggPage } from "./_ogg.ts";
import type { OpenedAudio } from "./_opened_audio.ts";
import { foreignDecoder } from "./_optional_decoder.ts";

const FORMAT = "ogg/vorbis";

/** Part of the API of `@wasm-audio-decoders/ogg-vorbis` that is used. */
interface VorbisModule {
  OggVorbisDecoder: new () => VorbisDecoder;
}

interface VorbisDecoder {
  readonly ready: Promise<void>;
  /** Decodes the pages before the last one of the bytes. */
  decode(bytes: Uint8Array): Promise<VorbisAudio>;
  flush(): Promise<VorbisAudio>;
  free(): void;
}

interface VorbisAudio {
  readonly channelData: readonly Float32Array[];
}

/**
 * Opens a Vorbis stream.
 *
 * @param identification first packet of the stream
 * @param pages all pages of the stream in order; returns a description of their damage
 * @throws {DecodeError} when the headers are damaged or there is no audio
 * @throws {UnavailableError} when the decoder is not installed or cannot run
 */
export function openVorbis(
  identification: Uint8Array,
  pages: AsyncGenerator<OggPage, string | undefined>,
): OpenedAudio {
  if (identification.length < 30) {
    throw damaged(FORMAT, `expected a header of 30 bytes, received ${identification.length}`);
  }
  const channelCount = identification[11]!;
  const sampleRateHz = dataView(identification).getUint32(12, true);
  checkChannels(FORMAT, channelCount);
  checkRate(FORMAT, sampleRateHz);
  return { format: FORMAT, sampleRateHz, channelCount, blocks: readBlocks(pages, channelCount) };
}

async function* readBlocks(
  pages: AsyncGenerator<OggPage, string | undefined>,
  channelCount: number,
): OpenedAudio["blocks"] {
  const { OggVorbisDecoder } = await foreignDecoder<VorbisModule>(
    "@wasm-audio-decoders/ogg-vorbis",
    () => import("@wasm-audio-decoders/ogg-vorbis"),
  );
  const decoder = new OggVorbisDecoder();
  await decoder.ready;
  let hasAudio = false;
  try {
    for (;;) {
      const { done, value } = await pages.next();
      const { channelData } = await run(() => done ? decoder.flush() : decoder.decode(value.bytes));
      if (channelData[0]?.length) {
        if (channelData.length !== channelCount) break;
        hasAudio = true;
        yield channelData;
      }
      if (done && hasAudio) return value === undefined ? undefined : damaged(FORMAT, value);
      if (done) break;
    }
  } finally {
    decoder.free();
  }
  throw damaged(FORMAT, "expected audio after the headers, received none");
}

async function run(decode: () => Promise<VorbisAudio>): Promise<VorbisAudio> {
  try {
    return await decode();
  } catch (cause) {
    throw damaged(FORMAT, "expected valid packets, received an error of the decoder", cause);
  }
}
