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
  const samples = new Float32Array(first.length);
  averageInto(samples, channels);
  return { samples, sampleRateHz };
}

/**
 * Averages two or more channels as {@link toMono} does, into an existing array.
 *
 * @param out as long as each channel
 * @throws {RangeError} when a channel has another length
 */
export function averageInto(out: Float32Array, channels: readonly Float32Array[]): void {
  for (const { length } of channels) {
    if (length === out.length) continue;
    throw new RangeError(
      `Averaging channels: expected ${out.length} samples in each, received ${length}`,
    );
  }
  const [first, second] = channels as [Float32Array, Float32Array];
  if (channels.length === 2) {
    for (let i = 0; i < out.length; i++) out[i] = (first[i]! + second[i]!) / 2;
    return;
  }
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (const channel of channels) sum += channel[i]!;
    out[i] = sum / channels.length;
  }
}
