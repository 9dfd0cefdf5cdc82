import type { DecodeError } from "../errors.ts";
import { dataView } from "./_bytes.ts";
import { checkChannels, checkRate, damaged } from "./_errors.ts";
import type { OggPage } from "./_ogg.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import { foreignDecoder } from "./_optional_decoder.ts";

const FORMAT = "ogg/vorbis";
/** Length of the headers after which audio is expected. */
const HEADERS_BYTES_MAX = 2 ** 20;

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
  const parts = partsOf(pages);
  let next = await parts.next();
  if (next.done) throw noAudio();
  const { OggVorbisDecoder } = await foreignDecoder<VorbisModule>(
    "@wasm-audio-decoders/ogg-vorbis",
    () => import("@wasm-audio-decoders/ogg-vorbis"),
  );
  const decoder = new OggVorbisDecoder();
  await decoder.ready;
  let hasAudio = false;
  try {
    for (;;) {
      const decoding = next.done ? decoder.flush() : decoder.decode(next.value);
      const { channelData } = await decoding.catch(failed);
      if (channelData[0]?.length) {
        if (channelData.length !== channelCount) throw noAudio();
        hasAudio = true;
        yield channelData;
      }
      if (next.done) break;
      next = await parts.next();
    }
  } finally {
    decoder.free();
  }
  if (!hasAudio) throw noAudio();
  return next.value === undefined ? undefined : damaged(FORMAT, next.value);
}

/**
 * Generates the bytes of the pages, those before the audio together; nothing when there is none.
 */
async function* partsOf(
  pages: AsyncGenerator<OggPage, string | undefined>,
): AsyncGenerator<Uint8Array, string | undefined> {
  let headers: Uint8Array | undefined = new Uint8Array();
  for (;;) {
    const { done, value } = await pages.next();
    if (done) return value;
    if (!headers) {
      yield value.bytes;
      continue;
    }
    headers = concat(headers, value.bytes);
    const hasAudio = value.granule !== undefined && value.granule > 0;
    if (!hasAudio && headers.length < HEADERS_BYTES_MAX) continue;
    yield headers;
    headers = undefined;
  }
}

function noAudio(): DecodeError {
  return damaged(FORMAT, "expected audio after the headers, received none");
}

function failed(cause: unknown): never {
  throw damaged(FORMAT, "expected valid packets, received an error of the decoder", cause);
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
