import { isInstance } from "../instance_of.ts";
import type { EncodedInput } from "../source/open_source.ts";
import type { RawAudio } from "../types.ts";

/** Samples of the Web Audio API: an `AudioBuffer`. */
export interface AudioBufferLike {
  /** Number of channels, 1 or more. */
  readonly numberOfChannels: number;
  /** Sample rate in Hz. */
  readonly sampleRate: number;
  /** Returns the samples of a channel, `[n]`, full scale -1 to 1. */
  getChannelData(channel: number): Float32Array;
}

/** Recording: an encoded file in one of many forms, or samples with their rate. */
export type AudioInput = EncodedInput | RawAudio | AudioBufferLike;

/** Returns the samples with their rate; undefined for an encoded recording. */
export function rawAudioOf(input: AudioInput): RawAudio | undefined {
  if (isInstance(input, "AudioBuffer")) {
    const { numberOfChannels: length, sampleRate: sampleRateHz } = input;
    return { samples: Array.from({ length }, (_, i) => input.getChannelData(i)), sampleRateHz };
  }
  const isRaw = typeof input === "object" && input !== null && "samples" in input;
  return isRaw ? input : undefined;
}
