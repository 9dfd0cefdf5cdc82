import { DecodeError } from "../errors.ts";
import { damaged } from "./_errors.ts";
import type { OpenedAudio } from "./_opened_audio.ts";
import type { Track } from "./_track.ts";

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
  /** Releases the memory of the decoder. */
  free?(): void;
}

/** Number of frames of a block, unless a packet has more. */
const BLOCK_FRAMES = 8192;

/**
 * Decodes the packets of a track to blocks, without the frames before and after the audio. Damaged
 * packets are left out, and reported at the end.
 */
export async function* packetBlocks(
  format: string,
  channelCount: number,
  { packets, skipFrames = 0, paddingFrames }: Track,
  decoder: PacketDecoder,
): OpenedAudio["blocks"] {
  const blocks = new BlockBuffer(channelCount, skipFrames);
  let count = 0;
  let bad = 0;
  let cause: unknown;
  try {
    for (;;) {
      const { done, value } = await packets.next();
      if (done) {
        const rest = blocks.take(paddingFrames?.() ?? 0);
        if (rest) yield rest;
        return value ?? badPackets(format, count, bad, cause);
      }
      count++;
      try {
        const samples = decoder.decode(value);
        if (samples.length === channelCount) blocks.add(samples);
        else if (samples.length > 0) throw new RangeError(`${samples.length} channels`);
      } catch (error) {
        if (error instanceof DecodeError) throw error;
        cause = error;
        bad++;
        if (error instanceof WebAssembly.RuntimeError) return badPackets(format, count, bad, cause);
      }
      const full = blocks.takeFull();
      if (full) yield full;
    }
  } finally {
    await packets.return(undefined);
    decoder.free?.();
  }
}

function badPackets(
  format: string,
  count: number,
  bad: number,
  cause: unknown,
): DecodeError | undefined {
  if (count === 0) return damaged(format, "expected packets, received none");
  if (bad === 0) return undefined;
  return damaged(format, `expected ${count} valid packets, received ${bad} damaged`, cause);
}

/** Decoded frames that were not yielded yet. The last block is kept, because it may be padding. */
class BlockBuffer {
  readonly #channelCount: number;
  #skip: number;
  #kept: Float32Array[];
  #length = 0;

  constructor(channelCount: number, skipFrames: number) {
    this.#channelCount = channelCount;
    this.#skip = skipFrames;
    this.#kept = this.#allocate(4 * BLOCK_FRAMES);
  }

  add(samples: readonly Float32Array[]): void {
    const skipped = Math.min(this.#skip, samples[0]!.length);
    this.#skip -= skipped;
    const length = this.#length + samples[0]!.length - skipped;
    if (length > this.#kept[0]!.length) {
      const old = this.#kept;
      this.#kept = this.#allocate(2 * length);
      for (const [i, channel] of this.#kept.entries()) channel.set(old[i]!.subarray(0, this.#length));
    }
    for (const [i, channel] of this.#kept.entries()) {
      channel.set(samples[i]!.subarray(skipped), this.#length);
    }
    this.#length = length;
  }

  /** Takes a block when as much again remains. */
  takeFull(): Float32Array[] | undefined {
    if (this.#length < 2 * BLOCK_FRAMES) return undefined;
    const count = this.#length - BLOCK_FRAMES;
    const block = this.#kept.map((channel) => channel.slice(0, count));
    for (const channel of this.#kept) channel.copyWithin(0, count, this.#length);
    this.#length = BLOCK_FRAMES;
    return block;
  }

  /** Takes all frames but the last `padding`. */
  take(padding: number): Float32Array[] | undefined {
    const count = this.#length - padding;
    return count > 0 ? this.#kept.map((channel) => channel.slice(0, count)) : undefined;
  }

  #allocate(frames: number): Float32Array[] {
    return Array.from({ length: this.#channelCount }, () => new Float32Array(frames));
  }
}
