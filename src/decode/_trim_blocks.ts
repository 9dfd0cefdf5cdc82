import type { OpenedAudio } from "./_opened_audio.ts";

/** Approximate length of the blocks, in frames. */
const BLOCK_FRAMES = 16_384;

/**
 * Joins short blocks to longer ones, and drops frames at the start and at the end.
 *
 * @param blocks the same number of channels or more in each; others are ignored
 * @param trim.skip number of frames to drop at the start
 * @param trim.paddingMax number of frames to drop at the end, if `hasPadding` returns true there
 */
export async function* trimBlocks(
  blocks: OpenedAudio["blocks"],
  trim: {
    readonly channelCount: number;
    readonly skip: number;
    readonly paddingMax: number;
    readonly hasPadding: () => boolean;
  },
): OpenedAudio["blocks"] {
  const { channelCount, paddingMax } = trim;
  let kept = Array.from({ length: channelCount }, () => new Float32Array(0));
  let length = 0;
  let { skip } = trim;
  try {
    for (;;) {
      const { done, value } = await blocks.next();
      if (done) {
        const end = trim.hasPadding() ? Math.max(0, length - paddingMax) : length;
        if (end > 0) yield kept.map((channel) => channel.subarray(0, end));
        return value;
      }
      const frames = value[0]!.length;
      const from = Math.min(skip, frames);
      skip -= from;
      if (length + frames > kept[0]!.length) kept = kept.map((channel) => grown(channel, frames));
      for (const [i, channel] of kept.entries()) channel.set(value[i]!.subarray(from), length);
      length += frames - from;
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
