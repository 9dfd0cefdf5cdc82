import { openAudio } from "../decode/open_audio.ts";
import { toMono } from "../decode/to_mono.ts";
import { type EncodedInput, openSource } from "../source/open_source.ts";
import type { SourceOptions } from "../source/source_options.ts";
import type { RawAudio } from "../types.ts";
import { checkSamples } from "../waveform/check_waveform.ts";
import { type AudioInput, rawAudioOf } from "./audio_input.ts";

/** Length of the blocks of samples in memory. */
const BLOCK_SAMPLES = 65_536;

/** Recording whose samples are read block by block. */
export interface Recording {
  /** Sample rate in Hz. */
  readonly sampleRateHz: number;
  /** Number of samples according to the headers; undefined when unknown. */
  readonly lengthSamples: number | undefined;
  /** Container and codec; undefined for samples. */
  readonly format: string | undefined;
  /**
   * Mono samples, `[n]` each, valid until the next block is requested. Returns the message of the
   * error that ended decoding early, if any.
   */
  readonly blocks: AsyncGenerator<Float32Array, string | undefined>;
  /** Closes the input. */
  close(): Promise<void>;
}

/**
 * Opens a recording in any form.
 *
 * @throws as `predict`; decoding errors also from the blocks
 */
export async function openRecording(
  input: AudioInput,
  options: SourceOptions,
): Promise<Recording> {
  const raw = rawAudioOf(input);
  if (raw) return openSamples(raw);
  const source = await openSource(input as EncodedInput, options);
  try {
    const { format, sampleRateHz, frames, blocks } = await openAudio(source, options.signal);
    const mono = async function* () {
      for (;;) {
        const { done, value } = await blocks.next();
        if (done) return value?.message;
        yield toMono({ channels: value, sampleRateHz }).samples;
      }
    };
    const close = async () => {
      await blocks.return(undefined);
      await source.close();
    };
    return { sampleRateHz, lengthSamples: frames, format, blocks: mono(), close };
  } catch (error) {
    await source.close();
    throw error;
  }
}

function openSamples({ samples: given, sampleRateHz }: RawAudio): Recording {
  const channels = Array.isArray(given) ? given as Float32Array[] : [given as Float32Array];
  for (const channel of channels) checkSamples(channel);
  const { samples } = toMono({ channels, sampleRateHz });
  // deno-lint-ignore require-await -- as for encoded recordings
  const blocks = async function* () {
    for (let start = 0; start < samples.length; start += BLOCK_SAMPLES) {
      yield samples.subarray(start, start + BLOCK_SAMPLES);
    }
    return undefined;
  };
  return {
    sampleRateHz,
    lengthSamples: samples.length,
    format: undefined,
    blocks: blocks(),
    close: () => Promise.resolve(),
  };
}
