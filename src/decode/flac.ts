import type { DecodedAudio } from "./decoded_audio.ts";
import { dataView, spells } from "./_bytes.ts";
import { checkRate, damaged } from "./_fault.ts";
import { foreignDecoder } from "./_host.ts";
import { afterId3 } from "./_mp3_frames.ts";

const FORMAT = "flac";
const STREAM_INFO_BYTES = 34;

/** What is used of `@wasm-audio-decoders/flac`. */
interface FlacModule {
  FLACDecoder: new () => {
    readonly ready: Promise<void>;
    decodeFile(bytes: Uint8Array): Promise<{ channelData: Float32Array[] }>;
    free(): void;
  };
}

interface StreamInfo {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly bitsPerSample: number;
  /** 0 when the encoder did not know. */
  readonly samples: number;
}

/**
 * FLAC in its own file format.
 *
 * @throws {DecodeError} when there is no stream information or no whole frame
 * @throws {UnavailableError} where the decoder is not installed or cannot run
 * @see RFC 9639
 */
export async function decodeFlac(bytes: Uint8Array): Promise<DecodedAudio> {
  const start = afterId3(bytes);
  const info = readStreamInfo(bytes, start);
  const channels = await decodeFile(bytes.subarray(start));
  const samples = channels[0]?.length ?? 0;
  if (channels.length !== info.channels || samples === 0) {
    throw damaged(FORMAT, `no whole frame in ${bytes.length} bytes`);
  }
  channels.forEach((channel) => rescale(channel, info.bitsPerSample));
  return {
    channels,
    sampleRateHz: info.sampleRateHz,
    format: FORMAT,
    ...(info.samples > 0 && info.samples !== samples && {
      damage: damaged(FORMAT, `the header claims ${info.samples} samples, ${samples} are there`),
    }),
  };
}

function readStreamInfo(bytes: Uint8Array, start: number): StreamInfo {
  const at = start + 8;
  const isThere = spells(bytes, "fLaC", start) && at + STREAM_INFO_BYTES <= bytes.length;
  if (!isThere || (bytes[start + 4]! & 0x7f) !== 0) {
    throw damaged(FORMAT, `no whole stream information in ${bytes.length} bytes`);
  }
  const view = dataView(bytes);
  // 20 bits of rate, 3 of channels, 5 of depth, 36 of samples.
  const packed = view.getUint32(at + 10);
  const info: StreamInfo = {
    sampleRateHz: packed >>> 12,
    channels: (packed >> 9 & 7) + 1,
    bitsPerSample: (packed >> 4 & 31) + 1,
    samples: (bytes[at + 13]! & 15) * 2 ** 32 + view.getUint32(at + 14),
  };
  checkRate(FORMAT, info.sampleRateHz);
  return info;
}

async function decodeFile(bytes: Uint8Array): Promise<Float32Array[]> {
  const { FLACDecoder } = await foreignDecoder<FlacModule>(
    "@wasm-audio-decoders/flac",
    () => import("@wasm-audio-decoders/flac"),
  );
  const decoder = new FLACDecoder();
  await decoder.ready;
  try {
    return (await decoder.decodeFile(bytes)).channelData;
  } catch (cause) {
    throw damaged(FORMAT, "its frames cannot be decoded", cause);
  } finally {
    decoder.free();
  }
}

/** The decoder divides by the largest integer; full scale here is one more, as everywhere. */
function rescale(samples: Float32Array, bits: number): void {
  const fullScale = 2 ** (bits - 1);
  for (let i = 0; i < samples.length; i++) {
    samples[i] = Math.round(samples[i]! * (fullScale - 1)) / fullScale;
  }
}
