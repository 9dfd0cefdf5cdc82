import { dspCore } from "../../dsp/core.ts";
import { checkNumber, checkSamples } from "../_check.ts";
import { cutFrames, forFrameGroups } from "../_frames.ts";
import type { CutOptions } from "./rms.ts";

/**
 * Computes the share of neighboring samples of each frame that differ in sign, as
 * `librosa.feature.zero_crossing_rate`. Centered frames repeat the end values of the signal.
 *
 * @param samples mono, `[n]`, n at least 1
 * @param options `threshold`: magnitude up to which a value counts as 0, which is positive; default
 *   1e-10
 * @returns crossings per sample, 0 to 1, `[frames]`
 * @throws {RangeError} when an option is out of range, or there are no samples
 */
export function zeroCrossingRate(
  samples: Float32Array,
  options: Omit<CutOptions, "padMode"> & { readonly threshold?: number } = {},
): Float32Array<ArrayBuffer> {
  checkSamples(samples);
  const { frameSamples = 2048, hopSamples = 512 } = options;
  const threshold = checkNumber("threshold", options.threshold ?? 1e-10, { min: 0 });
  const core = dspCore();
  const frames = cutFrames(samples, { ...options, frameSamples, hopSamples, padMode: "edge" });
  const out = new Float32Array(frames.count);
  core.scratch(() =>
    forFrameGroups(core, frames, ({ from, hopBytes, first }) => {
      for (let f = 0; f < 8 && first + f < out.length; f++) {
        const frame = core.f32(from + f * hopBytes, frameSamples);
        out[first + f] = crossings(frame, threshold) / frameSamples;
      }
    })
  );
  return out;
}

function crossings(frame: Float32Array, threshold: number): number {
  let count = 0;
  let before = frame[0]! < -threshold;
  for (let j = 1; j < frame.length; j++) {
    const negative = frame[j]! < -threshold;
    if (negative !== before) count++;
    before = negative;
  }
  return count;
}
