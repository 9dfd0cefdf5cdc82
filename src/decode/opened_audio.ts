import type { DecodeError } from "../errors.ts";
import type { ByteSource } from "../source/byte_source.ts";

/** Audio file whose headers were read. */
export interface OpenedAudio {
  /** Container and codec, such as `wav/pcm_s16le`. */
  readonly format: string;
  /** Sample rate in Hz, 1 to 768,000. */
  readonly sampleRateHz: number;
  /** Number of channels, the same in all blocks. */
  readonly channelCount: number;
  /** Number of frames according to the headers, which may be wrong; undefined when unknown. */
  readonly frames?: number;
  /**
   * Samples of each channel, `[frames]`, block by block, valid until the next block is requested.
   * Blocks have at least one frame and usually thousands. Returns the error that ended decoding
   * early, if any.
   */
  readonly blocks: AsyncGenerator<readonly Float32Array[], DecodeError | undefined>;
}

/**
 * Function that reads the headers of a file in one format. Tags before the audio are not part of
 * the source.
 */
export type OpenAudio = (source: ByteSource) => Promise<OpenedAudio>;
