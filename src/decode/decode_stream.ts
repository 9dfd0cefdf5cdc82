import { checkOptions } from "../check_option.ts";
import type { DecodeError } from "../errors.ts";
import { type EncodedInput, openSource } from "../source/open_source.ts";
import { checkSourceOptions, type SourceOptions } from "../source/source_options.ts";
import { openAudio } from "./open_audio.ts";
import type { OpenedAudio } from "./opened_audio.ts";

/** Audio file that is decoded block by block. */
export interface AudioStream {
  /** Container and codec, such as `wav/pcm_s16le`. */
  readonly format: string;
  /** Sample rate in Hz, 1 to 768,000. */
  readonly sampleRateHz: number;
  /** Number of channels. */
  readonly channelCount: number;
  /** Duration according to the headers, which may be wrong; undefined when unknown. */
  readonly durationSeconds: number | undefined;
  /**
   * Consecutive blocks: samples of each channel, float32 `[frames]`, one frame or more. They can be
   * read once. Joined, they equal the channels that `decode` returns.
   */
  readonly blocks: AsyncGenerator<Float32Array[]>;
  /** Error that ended decoding early; undefined before the last block. */
  readonly damage: DecodeError | undefined;
  /** Closes the input; needed only when the blocks are not read. */
  close(): Promise<void>;
}

const NAMES: Readonly<Record<keyof SourceOptions, true>> = {
  fetch: true,
  maxBytes: true,
  maxBufferBytes: true,
  signal: true,
};

/**
 * Decodes an audio file of any length block by block, in memory that does not grow with the file.
 * Formats and decoders are those of `decode`. The loop gives the event loop a turn every 40 ms.
 *
 * Paths, Blobs, file handles, and URLs of servers with range requests are read where needed. Other
 * inputs are read in order: a file whose index is at its end is kept in memory up to
 * `maxBufferBytes`.
 *
 * @throws {TypeError} when the input has none of the known forms, or an option has the wrong type
 * @throws {InputError} when the input cannot be read or is larger than `maxBytes`, or a stream
 *   would need more than `maxBufferBytes`; also from the blocks
 * @throws {DecodeError} when the format is unknown or unsupported, or nothing can be decoded; also
 *   from the blocks
 * @throws {UnavailableError} when the format's decoder is not installed or cannot run on this host
 *
 * @example
 * ```ts ignore
 * import { decodeStream } from "@babycry/babycry/decode";
 *
 * const { sampleRateHz, blocks } = await decodeStream("night.flac");
 * let frames = 0;
 * for await (const channels of blocks) frames += channels[0].length;
 * console.log(`${frames / sampleRateHz} s`);
 * ```
 */
export async function decodeStream(
  input: EncodedInput,
  options: SourceOptions = {},
): Promise<AudioStream> {
  const action = "Decoding audio";
  checkOptions(action, options, NAMES);
  checkSourceOptions(action, options);
  const source = await openSource(input, options);
  let opened: OpenedAudio;
  try {
    opened = await openAudio(source, options.signal);
  } catch (error) {
    await source.close();
    throw error;
  }
  const { format, sampleRateHz, channelCount, frames } = opened;
  let damage: DecodeError | undefined;
  const blocks = async function* () {
    try {
      let next = await opened.blocks.next();
      for (; !next.done; next = await opened.blocks.next()) {
        yield next.value.map((channel) => channel.slice());
      }
      damage = next.value;
    } finally {
      await opened.blocks.return(undefined);
      await source.close();
    }
  };
  return {
    format,
    sampleRateHz,
    channelCount,
    durationSeconds: frames === undefined ? undefined : frames / sampleRateHz,
    blocks: blocks(),
    get damage() {
      return damage;
    },
    close: () => source.close(),
  };
}
