import type { DecodeError } from "../errors.ts";

/** Packets of a stream; returns the error that ended them early. */
export type Packets = AsyncGenerator<Uint8Array, DecodeError | undefined>;

/** Encoded audio of a container. */
export interface Track {
  /** Name of the container, for the format. */
  readonly container: string;
  readonly codec: string;
  /** Configuration of the decoder, in the form of the codec; empty for none. */
  readonly extraData: Uint8Array;
  readonly packets: Packets;
  /** Part of the decoded frames that is audio; all by default. */
  readonly edit?: Edit;
  /** Sample rate in Hz according to the container, at which the edit counts frames. */
  readonly sampleRateHz?: number;
}

/** Reads the first packet, and returns it with all packets; undefined when there is none. */
export async function peek(
  packets: Packets,
): Promise<{ first: Uint8Array | undefined; packets: Packets }> {
  const next = await packets.next();
  if (next.done) return { first: undefined, packets };
  const first = next.value.slice();
  const rest = async function* () {
    yield first;
    return yield* packets;
  };
  return { first, packets: rest() };
}

/** Decoder of the packets of one stream. */
export interface PacketDecoder {
  /**
   * Decodes a packet.
   *
   * @returns samples of each channel, `[frames]`, valid until the next call
   * @throws {DecodeError} when the stream cannot be decoded
   * @throws {Error} when the packet is damaged; the next one may be valid
   */
  decode(packet: Uint8Array): readonly Float32Array[];
}

/** Part of the decoded frames that is audio. Containers may change it as they read packets. */
export interface Edit {
  /** Number of decoded frames before the audio. */
  skipFrames: number;
  /** Number of decoded frames up to the end of the audio, with those before it. */
  endFrames: number;
  /** Number of frames decoded so far. */
  decodedFrames: number;
}

/** Creates an edit that starts after some frames. */
export function createEdit(skipFrames = 0, endFrames: number = Infinity): Edit {
  return { skipFrames, endFrames, decodedFrames: 0 };
}
