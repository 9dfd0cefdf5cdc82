import { DecodeError } from "../errors.ts";
import { damaged } from "./_errors.ts";
import { createEdit, type Edit } from "./_packets.ts";
import type { OpenedAudio } from "./opened_audio.ts";

/** Number of frames of a block, unless a packet has more. */
const BLOCK_FRAMES = 8192;

/**
 * Decodes the packets of a track to blocks, without the frames before and after the audio. Damaged
 * packets are left out, and reported at the end.
 *
 * @param decoder a `PacketDecoder`, or one of another kind of packets
 */
export async function* packetBlocks<Packet>(
  format: string,
  channelCount: number,
  { packets, edit = createEdit() }: {
    readonly packets: AsyncGenerator<Packet, DecodeError | undefined>;
    readonly edit?: Edit;
  },
  decoder: { decode(packet: Packet): readonly Float32Array[] },
): OpenedAudio["blocks"] {
  const kept = new KeptFrames(channelCount);
  let count = 0;
  let bad = 0;
  let cause: unknown;
  try {
    for (;;) {
      const { done, value } = await packets.next();
      if (done || bad > 0 && cause instanceof WebAssembly.RuntimeError) {
        const padding = Math.max(0, edit.decodedFrames - edit.endFrames);
        const rest = kept.take(edit, kept.length - padding);
        if (rest) yield rest;
        const damage = (done ? value : undefined) ?? badPackets(format, count, bad, cause);
        if (damage || edit.decodedFrames > 0) return damage;
        return damaged(format, "expected packets of audio, received none");
      }
      count++;
      try {
        const samples = decoder.decode(value);
        if (samples.length > 0 && samples.length !== channelCount) {
          throw new RangeError(`Expected ${channelCount} channels, received ${samples.length}`);
        }
        if (samples.length > 0) kept.add(samples);
        edit.decodedFrames += samples[0]?.length ?? 0;
      } catch (error) {
        if (error instanceof DecodeError) throw error;
        cause = error;
        bad++;
      }
      // As many frames again are kept, because they may be padding.
      const full = kept.length < 2 * BLOCK_FRAMES
        ? undefined
        : kept.take(edit, kept.length - BLOCK_FRAMES);
      if (full) yield full;
    }
  } finally {
    await packets.return(undefined);
  }
}

function badPackets(
  format: string,
  count: number,
  bad: number,
  cause: unknown,
): DecodeError | undefined {
  if (bad === 0) return undefined;
  return damaged(format, `expected ${count} valid packets, received ${bad} damaged`, cause);
}

/** Decoded frames that were not taken yet. */
class KeptFrames {
  readonly #channelCount: number;
  #channels: Float32Array[];
  /** Number of frames. */
  length = 0;

  constructor(channelCount: number) {
    this.#channelCount = channelCount;
    this.#channels = this.#allocate(3 * BLOCK_FRAMES);
  }

  add(samples: readonly Float32Array[]): void {
    const length = this.length + samples[0]!.length;
    if (length > this.#channels[0]!.length) {
      const old = this.#channels;
      this.#channels = this.#allocate(2 * length);
      for (const [i, channel] of this.#channels.entries()) channel.set(old[i]!);
    }
    for (const [i, channel] of this.#channels.entries()) channel.set(samples[i]!, this.length);
    this.length = length;
  }

  /** Takes `count` frames, without those to skip. @returns undefined when none remain */
  take(edit: Edit, count: number): Float32Array[] | undefined {
    if (count <= 0) return undefined;
    const skipped = Math.min(edit.skipFrames, count);
    edit.skipFrames -= skipped;
    const block = this.#channels.map((channel) => channel.slice(skipped, count));
    for (const channel of this.#channels) channel.copyWithin(0, count, this.length);
    this.length -= count;
    return skipped < count ? block : undefined;
  }

  #allocate(frames: number): Float32Array[] {
    return Array.from({ length: this.#channelCount }, () => new Float32Array(frames));
  }
}
