import { forBlocks, mapBlocks } from "../dsp/blocks.ts";

/** Computes the mean of samples, in float64; 0 without samples. */
export function mean(samples: Float32Array): number {
  let sum = 0;
  forBlocks(samples, ({ kernels }, address, length) => {
    sum += kernels.sum(address, length);
  });
  return sum / (samples.length || 1);
}

/** Copies samples without their mean. */
export function withoutMean(samples: Float32Array): Float32Array {
  const offset = mean(samples);
  const out = new Float32Array(samples.length);
  mapBlocks(out, samples, ({ kernels }, address, length) => {
    kernels.affine(address, length, offset, 1);
  });
  return out;
}
