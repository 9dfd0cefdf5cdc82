import { isInstance } from "../../instance_of.ts";
import { dspCore } from "../../dsp/core.ts";
import type { FrameMatrix } from "../../types.ts";
import { checkInteger, checkSamples } from "../_check.ts";
import { cutFrames, forFrameGroups, type PadMode } from "../_frames.ts";
import { eachFrame } from "../_spectrum.ts";

/** Division of a signal into frames without a window. */
export interface CutOptions {
  /** Length of a frame in samples. Default 2048. */
  readonly frameSamples?: number;
  /** Distance from one frame to the next in samples. Default 512. */
  readonly hopSamples?: number;
  /**
   * Whether frame t is centered at sample `t * hopSamples`, instead of starting there. Default
   * true.
   */
  readonly center?: boolean;
  /** Padding of centered frames. Default `constant`. */
  readonly padMode?: PadMode;
}

/**
 * Computes the root mean square of each frame, as `librosa.feature.rms`.
 *
 * @param input samples, or magnitudes of unwindowed frames, `[frames, floor(frameSamples / 2) + 1]`
 * @returns `[frames]`
 * @throws {RangeError} when an option is out of range
 */
export function rms(
  input: Float32Array | FrameMatrix,
  options: CutOptions = {},
): Float32Array<ArrayBuffer> {
  const { frameSamples = 2048, hopSamples = 512 } = options;
  checkInteger("frameSamples", frameSamples, 1);
  if (!isInstance(input, "Float32Array")) {
    const nFft = options.frameSamples ?? 2 * (input.bins - 1);
    return eachFrame(input, { nFft }, (row) => rmsOfSpectrum(row, nFft));
  }
  checkSamples(input);
  const core = dspCore();
  const frames = cutFrames(input, { ...options, frameSamples, hopSamples });
  const out = new Float32Array(frames.count);
  core.scratch(() =>
    forFrameGroups(core, frames, ({ from, hopBytes, first }) => {
      for (let f = 0; f < 8 && first + f < out.length; f++) {
        const squares = core.kernels.sumSquares(from + f * hopBytes, frameSamples, 0);
        out[first + f] = Math.sqrt(squares / frameSamples);
      }
    })
  );
  return out;
}

/**
 * Computes the RMS by Parseval's theorem: the first bin, and the last of an even length, count
 * once, others twice.
 */
function rmsOfSpectrum(row: Float32Array, nFft: number): number {
  let sum = 0;
  for (let k = 0; k < row.length; k++) {
    sum += (k === 0 || 2 * k === nFft ? 0.5 : 1) * row[k]! * row[k]!;
  }
  return Math.sqrt(2 * sum) / nFft;
}
