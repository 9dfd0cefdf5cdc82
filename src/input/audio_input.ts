import { isInstance } from "../instance_of.ts";
import type { EncodedInput } from "../source/open_source.ts";
import type { RawAudio } from "../types.ts";

/**
 * Recording: an encoded file in one of many forms, samples with their rate, or an `AudioBuffer` of
 * the Web Audio API.
 */
export type AudioInput = EncodedInput | RawAudio | {
  readonly numberOfChannels: number;
  readonly sampleRate: number;
  getChannelData(channel: number): Float32Array;
};

/** Returns the samples with their rate; undefined for an encoded recording. */
export function rawAudioOf(input: AudioInput): RawAudio | undefined {
  if (isInstance(input, "AudioBuffer")) {
    const { numberOfChannels: length, sampleRate: sampleRateHz } = input;
    return { samples: Array.from({ length }, (_, i) => input.getChannelData(i)), sampleRateHz };
  }
  const isRaw = typeof input === "object" && input !== null && "samples" in input;
  return isRaw ? input as RawAudio : undefined;
}
