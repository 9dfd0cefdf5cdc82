import { forBlocks } from "../dsp/blocks.ts";

/**
 * Computes the share of clipped samples.
 *
 * @param samples mono, `[n]`, full scale -1 to 1
 * @param level magnitude from which a sample counts as clipped, above 0
 * @returns 0 to 1; 0 without samples
 */
export function clippedShare(samples: Float32Array, level: number): number {
  let clipped = 0;
  forBlocks(samples, ({ kernels }, address, length) => {
    clipped += kernels.countFrom(address, length, level);
  });
  return samples.length === 0 ? 0 : clipped / samples.length;
}
