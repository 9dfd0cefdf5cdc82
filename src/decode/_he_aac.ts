/**
 * HE-AAC with the decoder of the browser (WebCodecs).
 *
 * @module
 */
import type { DecodeError } from "../errors.ts";
import { checkChannels, checkRate, damaged, formatName, unsupportedCodec } from "./_errors.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import { packetBlocks } from "./_packet_blocks.ts";
import { createEdit, type Edit, type Packets, type Track } from "./_packets.ts";

/** Configuration of a decoder. */
export interface WebConfig {
  /** Codec of RFC 6381. */
  readonly codec: string;
  /** Sample rate of the output in Hz. */
  readonly sampleRate: number;
  readonly numberOfChannels: number;
}

interface AudioDataLike {
  readonly sampleRate: number;
  readonly numberOfChannels: number;
  readonly numberOfFrames: number;
  copyTo(samples: Float32Array, options: { planeIndex: number; format: "f32-planar" }): void;
  close(): void;
}

interface WebDecoder {
  readonly state: "unconfigured" | "configured" | "closed";
  readonly decodeQueueSize: number;
  ondequeue: (() => void) | null;
  configure(config: WebConfig & { readonly description: Uint8Array }): void;
  decode(chunk: unknown): void;
  flush(): Promise<void>;
  close(): void;
}

interface WebCodecs {
  readonly AudioDecoder?: {
    new (callbacks: { output(data: AudioDataLike): void; error(error: Error): void }): WebDecoder;
    isConfigSupported(config: WebConfig): Promise<{ readonly supported?: boolean }>;
  };
  readonly EncodedAudioChunk: new (
    chunk: { type: "key"; timestamp: number; data: Uint8Array },
  ) => unknown;
}

/** Decoded samples of a packet. */
interface DecodedPacket {
  readonly sampleRateHz: number;
  readonly channels: Float32Array[];
}

type DecodedPackets = AsyncGenerator<DecodedPacket, DecodeError | undefined>;

/** Number of packets that wait for the decoder. */
const QUEUE_MAX = 16;
/** Nominal duration of a packet; times only have to increase. */
const PACKET_MICROSECONDS = 20_000;

/** Tests whether the host has decoders of its own. */
export function hasWebDecoder(): boolean {
  return (globalThis as unknown as WebCodecs).AudioDecoder !== undefined;
}

/**
 * Opens HE-AAC.
 *
 * @throws {DecodeError} when the host has no decoder for it
 */
export async function openHeAac(track: Track, config: WebConfig): Promise<OpenedAudio> {
  const { container, extraData, edit = createEdit() } = track;
  const { AudioDecoder } = globalThis as unknown as WebCodecs;
  const described = { ...config, description: extraData };
  const support = await AudioDecoder?.isConfigSupported(described).catch(() => undefined);
  if (!support?.supported) throw unsupportedCodec(container, "HE-AAC");
  const format = formatName(container, "he_aac");
  const decoded = decodedPackets(format, track.packets, described);
  const { done, value } = await decoded.next();
  if (done) throw value ?? damaged(format, "expected packets of audio, received none");
  const { sampleRateHz, channels: { length: channelCount } } = value;
  checkChannels(format, channelCount);
  checkRate(format, sampleRateHz);
  const packets = async function* (): DecodedPackets {
    yield value;
    return yield* decoded;
  };
  const blocks = packetBlocks(format, channelCount, {
    packets: packets(),
    edit: atRate(edit, sampleRateHz / (track.sampleRateHz ?? sampleRateHz)),
  }, {
    decode(packet) {
      if (packet.sampleRateHz === sampleRateHz) return packet.channels;
      throw new RangeError(`Expected ${sampleRateHz} Hz, received ${packet.sampleRateHz}`);
    },
  });
  return { format, sampleRateHz, channelCount, blocks };
}

/** Converts an edit of a container that has the sample rate without the replicated band. */
function atRate(edit: Edit, ratio: number): Edit {
  if (ratio === 1) return edit;
  return createEdit(Math.round(edit.skipFrames * ratio), edit.endFrames * ratio);
}

async function* decodedPackets(
  format: string,
  packets: Packets,
  config: WebConfig & { readonly description: Uint8Array },
): DecodedPackets {
  const { AudioDecoder, EncodedAudioChunk } = globalThis as unknown as WebCodecs;
  const ready: DecodedPacket[] = [];
  let failure: Error | undefined;
  let wake = () => {};
  const decoder = new AudioDecoder!({
    output: (data) => void ready.push(copyOf(data)),
    error(error) {
      failure = error;
      wake();
    },
  });
  decoder.ondequeue = () => wake();
  try {
    decoder.configure(config);
    for (let timestamp = 0;; timestamp += PACKET_MICROSECONDS) {
      const { done, value } = await packets.next();
      // A decoder that failed is closed, and refuses further calls.
      try {
        if (done) await decoder.flush();
        else decoder.decode(new EncodedAudioChunk({ type: "key", timestamp, data: value }));
      } catch (error) {
        failure ??= error as Error;
      }
      if (failure) break;
      if (done) {
        yield* ready.splice(0);
        return value;
      }
      while (decoder.decodeQueueSize > QUEUE_MAX && !failure) {
        await new Promise<void>((resolve) => wake = resolve);
      }
      yield* ready.splice(0);
    }
  } finally {
    if (decoder.state !== "closed") decoder.close();
    await packets.return(undefined);
  }
  yield* ready.splice(0);
  return damaged(format, "expected valid packets, received an error of the decoder", failure);
}

function copyOf(data: AudioDataLike): DecodedPacket {
  const { sampleRate: sampleRateHz, numberOfChannels, numberOfFrames } = data;
  const channels = Array.from({ length: numberOfChannels }, (_, planeIndex) => {
    const samples = new Float32Array(numberOfFrames);
    data.copyTo(samples, { planeIndex, format: "f32-planar" });
    return samples;
  });
  data.close();
  return { sampleRateHz, channels };
}
