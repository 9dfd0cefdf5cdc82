import { dspCore } from "../../dsp/core.ts";
import type { FrameMatrix } from "../../types.ts";
import { checkInteger, checkNumber, checkOutput, checkSamples } from "../_check.ts";
import { kaldiFrameCount, kaldiFramesInto } from "../mel/kaldi_fbank.ts";
import type { WindowName } from "../spectrum/window_function.ts";

/** Parameters of the log-mel front end of AST models, which has a fixed number of frames. */
export interface AstFrontEnd {
  /** Sample rate of the input, in Hz. */
  readonly sampleRateHz: number;
  /** Number of mel bands. */
  readonly nMels: number;
  /** Length of a frame, in milliseconds. */
  readonly frameLengthMs: number;
  /** Distance from one frame to the next, in milliseconds. */
  readonly frameShiftMs: number;
  /** Window function of a frame. */
  readonly window: WindowName;
  /** Number of output frames: longer recordings are cut, shorter ones padded with silence. */
  readonly maxFrames: number;
  /** Mean of the normalization `(v - mean) / (2 * std)`, which includes the padding. */
  readonly mean: number;
  /** Standard deviation of the normalization, above 0. */
  readonly std: number;
}

/**
 * Parameters of the front end of `MIT/ast-finetuned-audioset-10-10-0.4593`.
 *
 * @see Hugging Face transformers, `ASTFeatureExtractor`
 */
export const AST_FRONT_END: AstFrontEnd = Object.freeze({
  sampleRateHz: 16_000,
  nMels: 128,
  frameLengthMs: 25,
  frameShiftMs: 10,
  window: "hann",
  maxFrames: 1024,
  mean: -4.2677393,
  std: 4.5689974,
});

/** Lowest power of a band in Kaldi. */
const LEAST_POWER = 1.1920929e-7;

/**
 * Computes the input of an Audio Spectrogram Transformer, as Hugging Face's `ASTFeatureExtractor`.
 *
 * @param samples mono, `[n]`, at the sample rate of the front end, at least one frame
 * @param frontEnd parameters. Default {@link AST_FRONT_END}
 * @returns `[maxFrames, nMels]`
 * @throws {RangeError} when the samples do not fill a frame, or an option is out of range
 */
export function astFeatures(
  samples: Float32Array,
  frontEnd: AstFrontEnd = AST_FRONT_END,
): FrameMatrix {
  const { maxFrames, nMels } = frontEnd;
  checkInteger("maxFrames", maxFrames, 1, 1_048_576);
  checkInteger("nMels", nMels, 1, 4096);
  const data = new Float32Array(maxFrames * nMels);
  astFeaturesInto(data, samples, frontEnd);
  return { data, frames: maxFrames, bins: nMels };
}

/** Computes {@link astFeatures} into the caller's `out`, `[maxFrames, nMels]`. */
export function astFeaturesInto(
  out: Float32Array,
  samples: Float32Array,
  frontEnd: AstFrontEnd = AST_FRONT_END,
): void {
  checkSamples(samples);
  const { maxFrames, nMels, mean, std } = frontEnd;
  checkOutput(out, maxFrames * nMels);
  checkNumber("mean", mean, {});
  checkNumber("std", std, { above: 0 });
  // In the published front end, the lowest of 128 bands contain no bin.
  const options = { ...frontEnd, onWarning: () => {} };
  const frames = Math.min(maxFrames, kaldiFrameCount(samples.length, options));
  if (frames === 0) {
    throw new RangeError(
      `Computing AST features: expected samples for at least one frame, received ${samples.length}`,
    );
  }
  const scale = 1 / (2 * std);
  const log = { floor: LEAST_POWER, scale, offset: -mean * scale };
  kaldiFramesInto(dspCore(), out.subarray(0, frames * nMels), samples, options, frames, log);
  out.fill(-mean * scale, frames * nMels);
}
