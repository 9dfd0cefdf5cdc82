import { forBlocks, mapBlocks } from "../dsp/blocks.ts";

/** Computes the mean of samples, in float64; 0 without samples. */
export function mean(samples: Float32Array): number {
  let sum = 0;
  forBlocks(samples, ({ kernels }, address, length) => {
    sum += kernels.sum(address, length);
  });
  return sum / (samples.length || 1);
}

/** Buffer of {@link withoutMean}: windows have one length, and follow each other for days. */
let buffer = new Float32Array(0);

/** Copies samples without their mean, into a buffer that the next call overwrites. */
export function withoutMean(samples: Float32Array): Float32Array {
  const offset = mean(samples);
  if (buffer.length !== samples.length) buffer = new Float32Array(samples.length);
  const out = buffer;
  mapBlocks(out, samples, ({ kernels }, address, length) => {
    kernels.affine(address, length, offset, 1);
  });
  return out;
}
