import { forBlocks } from "../dsp/blocks.ts";

/** From here on a sample is taken for one that did not fit: codecs leave peaks a little under 1. */
const FULL_SCALE = 0.99;

/**
 * Share of samples at full scale: what was louder than the recorder could take.
 *
 * @param samples mono, `[n]`, full scale is -1 to 1
 * @returns 0 to 1; 0 without samples
 */
export function clippedShare(samples: Float32Array): number {
  let clipped = 0;
  forBlocks(samples, ({ kernels }, address, length) => {
    clipped += kernels.countFrom(address, length, FULL_SCALE);
  });
  return samples.length === 0 ? 0 : clipped / samples.length;
}
