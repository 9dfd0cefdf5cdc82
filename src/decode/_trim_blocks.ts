import type { OpenedAudio } from "./opened_audio.ts";

/** Approximate length of the blocks, in frames. */
const BLOCK_FRAMES = 16_384;

/**
 * Drops frames before `from`, and from `to` on.
 *
 * @param to end of the frames to keep; infinite for all
 */
export async function* cutBlocks(
  blocks: OpenedAudio["blocks"],
  from: number,
  to: number,
): OpenedAudio["blocks"] {
  let position = 0;
  try {
    for (;;) {
      const { done, value } = await blocks.next();
      if (done) return value;
      const start = Math.max(0, from - position);
      const end = Math.min(value[0]!.length, to - position);
      position += value[0]!.length;
      if (start < end) yield value.map((channel) => channel.subarray(start, end));
    }
  } finally {
    await blocks.return(undefined);
  }
}

/**
 * Joins short blocks to longer ones, and drops frames at the end.
 *
 * @param blocks the same number of channels or more in each; others are ignored
 * @param trim.paddingMax maximum number of frames to drop at the end
 * @param trim.padding returns the number of frames to drop, called at the end
 */
export async function* trimBlocks(
  blocks: OpenedAudio["blocks"],
  trim: {
    readonly channelCount: number;
    readonly paddingMax: number;
    readonly padding: () => number;
  },
): OpenedAudio["blocks"] {
  const { channelCount, paddingMax } = trim;
  let kept = Array.from({ length: channelCount }, () => new Float32Array(0));
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await blocks.next();
      if (done) {
        const end = length - trim.padding();
        if (end > 0) yield kept.map((channel) => channel.subarray(0, end));
        return value;
      }
      const frames = value[0]!.length;
      if (length + frames > kept[0]!.length) kept = kept.map((channel) => grown(channel, frames));
      for (const [i, channel] of kept.entries()) channel.set(value[i]!, length);
      length += frames;
      const ready = length - paddingMax;
      if (ready < BLOCK_FRAMES) continue;
      yield kept.map((channel) => channel.subarray(0, ready));
      for (const channel of kept) channel.copyWithin(0, ready, length);
      length -= ready;
    }
  } finally {
    await blocks.return(undefined);
  }
}

function grown(samples: Float32Array, frames: number): Float32Array<ArrayBuffer> {
  const longer = new Float32Array(Math.max(2 * samples.length, samples.length + frames));
  longer.set(samples);
  return longer;
}
