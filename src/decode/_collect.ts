import type { DecodedAudio } from "./decoded_audio.ts";
import type { OpenedAudio } from "./opened_audio.ts";

/** Joins the blocks of an audio file. */
export async function collect(
  { format, sampleRateHz, channelCount, blocks }: OpenedAudio,
): Promise<DecodedAudio> {
  const parts = Array.from({ length: channelCount }, (): Float32Array[] => []);
  let next = await blocks.next();
  for (; !next.done; next = await blocks.next()) {
    for (const [i, samples] of next.value.entries()) parts[i]!.push(samples.slice());
  }
  const damage = next.value;
  const channels = parts.map((blocks, i) => {
    // Memory of the blocks is released channel by channel.
    parts[i] = [];
    return join(blocks);
  });
  return { channels, sampleRateHz, format, ...(damage && { damage }) };
}

function join(blocks: readonly Float32Array[]): Float32Array {
  if (blocks.length === 1) return blocks[0]!;
  const joined = new Float32Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    joined.set(block, at);
    at += block.length;
  }
  return joined;
}
