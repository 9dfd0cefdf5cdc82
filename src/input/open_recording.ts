import { openAudio } from "../decode/open_audio.ts";
import { averageInto, toMono } from "../decode/to_mono.ts";
import { type EncodedInput, openSource } from "../source/open_source.ts";
import type { SourceOptions } from "../source/source_options.ts";
import type { RawAudio } from "../types.ts";
import { checkSamples } from "../waveform/check_waveform.ts";
import type { Recording } from "../waveform/recording.ts";
import { type AudioInput, rawAudioOf } from "./audio_input.ts";

/** Length of the blocks of samples in memory. */
const BLOCK_SAMPLES = 65_536;

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
      let buffer = new Float32Array(0);
      for (;;) {
        const { done, value } = await blocks.next();
        if (done) return value?.message;
        if (value.length === 1) yield value[0]!;
        else {
          const { length } = value[0]!;
          if (length > buffer.length) buffer = new Float32Array(length);
          const samples = buffer.subarray(0, length);
          averageInto(samples, value);
          yield samples;
        }
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
