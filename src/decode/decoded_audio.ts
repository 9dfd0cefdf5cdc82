import type { DecodeError } from "../errors.ts";

/** Decoded audio file, with its sample rate, levels and channels unchanged. */
export interface DecodedAudio {
  /**
   * Samples of each channel, float32 `[frames]`. Integers of n bits are divided by 2^(n-1), so that
   * full scale is -1 to 1. Floats are unchanged, including NaN and infinities; later stages check
   * them.
   */
  readonly channels: readonly Float32Array[];
  /** Sample rate in Hz, 1 to 768,000. */
  readonly sampleRateHz: number;
  /** Container and codec, such as `wav/pcm_s16le`, `caf/ima4`, `3gp/amr_nb`, `mp3`. */
  readonly format: string;
  /** Error that ended decoding early; the samples before it are in `channels`. */
  readonly damage?: DecodeError;
}
