import type { DecodeError } from "../errors.ts";

/** Samples as a file holds them, before any change of rate, gain or channels. */
export interface DecodedAudio {
  /**
   * Samples of each channel, float32, all of one length. Integers of n bits are divided by 2^(n-1), so
   * that full scale is -1 to 1. Floats are kept as in the file, including NaN and infinities; later
   * stages check them.
   */
  readonly channels: readonly Float32Array[];
  /** 1 to 768,000. */
  readonly sampleRateHz: number;
  /** Container and codec as found, such as `wav/pcm_s16le`, `caf/ima4`, `3gp/amr_nb`, `mp3`. */
  readonly format: string;
  /** Error that ended decoding early; the samples before it are in `channels`. */
  readonly damage?: DecodeError;
}
