import { checkChoice } from "../check_option.ts";
import { type EncodeOptions, encodeWindows } from "../encoder/encode_windows.ts";
import type { Encoder } from "../encoder/encoder.ts";
import type { Progress, Waveform } from "../types.ts";
import { createPool, type Pooling } from "./pooling.ts";

/** How a recording becomes one vector. */
export interface ClipVectorOptions extends EncodeOptions {
  /** What is kept of the windows. Default `mean`. */
  readonly pooling?: Pooling;
}

/**
 * What a head reads of a recording: the encoders' vectors pooled over its windows, one behind the other.
 * The recording is resampled once for each rate, from its own; encoders of one rate share windows.
 *
 * @param encoders at least one
 * @throws {TypeError} when an option has another type
 * @throws {RangeError} when an option is out of range
 * @returns as long as the encoders' pooled sizes together
 */
export async function clipVector(
  waveform: Waveform,
  encoders: readonly Encoder[],
  options: ClipVectorOptions,
): Promise<Float64Array> {
  const { pooling = "mean" } = options;
  checkChoice("Pooling vectors", "pooling", pooling, ["mean", "mean_std"]);
  const pools = new Map(encoders.map((encoder) => [encoder, createPool(pooling, encoder.size)]));
  const rates = new Set(encoders.map(({ sampleRateHz }) => sampleRateHz));
  const groups = [...rates].map((rateHz) =>
    encoders.filter(({ sampleRateHz }) => sampleRateHz === rateHz)
  );
  for (const [index, group] of groups.entries()) {
    const onProgress = ({ done, total }: Progress) =>
      options.onProgress?.({ done: index * total + done, total: groups.length * total });
    for await (const { vectors } of encodeWindows(waveform, group, { ...options, onProgress })) {
      vectors.forEach((vector, i) => pools.get(group[i]!)!.add(vector));
    }
  }
  return Float64Array.from(encoders.flatMap((encoder) => [...pools.get(encoder)!.pooled()]));
}
