import type { DecodedAudio } from "./decoded_audio.ts";
import type { Waveform } from "../types.ts";

/**
 * Averages the channels, in float64 and without further gain.
 *
 * @param audio one or more channels of one length
 * @returns mono, float32 `[frames]`; a single channel is returned without a copy
 * @throws {RangeError} when there is no channel, or the channels differ in length
 *
 * @example
 * ```ts
 * import { toMono } from "@babycry/babycry/decode";
 * import assert from "node:assert/strict";
 *
 * const channels = [Float32Array.of(1, 0.5), Float32Array.of(0, 0.5)];
 * const { samples } = toMono({ channels, sampleRateHz: 8000 });
 * assert.deepEqual(samples, Float32Array.of(0.5, 0.5));
 * ```
 */
export function toMono(audio: Pick<DecodedAudio, "channels" | "sampleRateHz">): Waveform {
  const { channels, sampleRateHz } = audio;
  const first = channels[0];
  if (!first) throw new RangeError("Averaging channels: expected one or more, received none");
  if (channels.length === 1) return { samples: first, sampleRateHz };
  const second = channels[1]!;
  if (channels.length === 2 && second.length === first.length) {
    return { samples: averageOf(first, second), sampleRateHz };
  }
  const sums = new Float64Array(first.length);
  for (const channel of channels) {
    if (channel.length !== sums.length) {
      throw new RangeError(
        `Averaging channels: expected ${sums.length} samples in each, received ${channel.length}`,
      );
    }
    for (let i = 0; i < sums.length; i++) sums[i]! += channel[i]!;
  }
  const samples = new Float32Array(sums.length);
  for (let i = 0; i < samples.length; i++) samples[i] = sums[i]! / channels.length;
  return { samples, sampleRateHz };
}

/** Averages two channels, which are the most frequent case, without sums in between. */
function averageOf(first: Float32Array, second: Float32Array): Float32Array {
  const samples = new Float32Array(first.length);
  for (let i = 0; i < samples.length; i++) samples[i] = (first[i]! + second[i]!) / 2;
  return samples;
}
