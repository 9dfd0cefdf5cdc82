import { checkChoice } from "../check_option.ts";
import { type EncodeOptions, encodeWindows } from "../encoder/encode_windows.ts";
import type { Encoder } from "../encoder/encoder.ts";
import type { WindowHub, WindowLayout } from "../encoder/window_hub.ts";
import type { Progress, Waveform } from "../types.ts";
import { createPool, type Pooling } from "./pooling.ts";

/** Options of {@link clipVector}. */
export interface ClipVectorOptions extends EncodeOptions {
  /** Statistics of the windows' vectors. Default `mean`. */
  readonly pooling?: Pooling;
}

/**
 * Computes the feature vector of a recording: the encoders' vectors, pooled over windows and
 * concatenated. The recording is resampled once for each sample rate; encoders of one rate share
 * windows.
 *
 * @param encoders at least one
 * @returns `[sum of the encoders' pooled sizes]`
 * @throws {TypeError} when an option has another type
 * @throws {RangeError} when an option is out of range
 */
export async function clipVector(
  waveform: Waveform,
  encoders: readonly Encoder[],
  options: ClipVectorOptions,
): Promise<Float64Array> {
  const { pooling = "mean" } = options;
  checkChoice("Pooling vectors", "pooling", pooling, ["mean", "mean_std"]);
  const { pools, groups, vector } = createPools(encoders, pooling);
  for (const [index, group] of groups.entries()) {
    const onProgress = ({ done, total }: Progress) =>
      options.onProgress?.({ done: index * total + done, total: groups.length * total });
    for await (const { vectors } of encodeWindows(waveform, group, { ...options, onProgress })) {
      vectors.forEach((vector, i) => pools.get(group[i]!)!.add(vector));
    }
  }
  return vector();
}

/**
 * Starts to compute the vector of {@link clipVector} from windows that are encoded one by one.
 *
 * @returns function that returns the vector at the end
 */
export function poolWindows(
  windows: WindowHub,
  encoders: readonly Encoder[],
  { pooling, ...layout }: WindowLayout & { readonly pooling: Pooling },
): () => Float64Array {
  const { pools, vector } = createPools(encoders, pooling);
  windows.add(encoders, layout, ({ vectors }) => {
    vectors.forEach((vector, i) => pools.get(encoders[i]!)!.add(vector));
  });
  return vector;
}

/** Creates a pool for each encoder, and groups encoders with the same sample rate. */
function createPools(encoders: readonly Encoder[], pooling: Pooling) {
  const pools = new Map(encoders.map((encoder) => [encoder, createPool(pooling, encoder.size)]));
  const rates = new Set(encoders.map(({ sampleRateHz }) => sampleRateHz));
  const groups = [...rates].map((rateHz) =>
    encoders.filter(({ sampleRateHz }) => sampleRateHz === rateHz)
  );
  const vector = () =>
    Float64Array.from(encoders.flatMap((encoder) => [...pools.get(encoder)!.pooled()]));
  return { pools, groups, vector };
}
