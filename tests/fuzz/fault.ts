/**
 * Check of a decoder with one file.
 *
 * @module
 */
import { openAudio } from "../../src/decode/open_audio.ts";
import { DecodeError, UnavailableError } from "../../src/errors.ts";
import { bytesSource } from "../../src/source/bytes_source.ts";

/**
 * Decodes a file block by block.
 *
 * @param onBlock called after each block
 * @returns description of what is wrong; undefined when the file is decoded, or refused with a
 * `DecodeError`
 */
export async function findFault(
  file: Uint8Array,
  onBlock: () => void = () => {},
): Promise<string | undefined> {
  try {
    const { format, channelCount, blocks } = await openAudio(bytesSource(file));
    for (;;) {
      const { done, value } = await blocks.next();
      onBlock();
      if (done) {
        return value === undefined || value instanceof DecodeError
          ? undefined
          : `the damage is no DecodeError: ${value}`;
      }
      const fault = faultOfBlock(format, channelCount, value);
      if (fault) return fault;
    }
  } catch (error) {
    if (error instanceof DecodeError || error instanceof UnavailableError) return undefined;
    return error instanceof Error ? String(error.stack) : String(error);
  }
}

function faultOfBlock(
  format: string,
  channelCount: number,
  channels: readonly Float32Array[],
): string | undefined {
  if (channels.length !== channelCount) {
    return `a block has ${channels.length} of ${channelCount} channels`;
  }
  const frames = channels[0]!.length;
  if (frames === 0) return "a block is empty";
  for (const channel of channels) {
    if (channel.length !== frames) return "the channels of a block differ in length";
    // Samples of floating-point files may be anything.
    if (!format.includes("pcm_f") && !channel.every(Number.isFinite)) {
      return "a sample is not finite";
    }
  }
  return undefined;
}
