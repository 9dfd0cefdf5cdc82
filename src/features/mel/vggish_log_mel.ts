import { dspCore } from "../../dsp/core.ts";
import type { FrameMatrix } from "../../types.ts";
import { checkInteger, checkNumber, checkSamples } from "../_check.ts";
import { cutFrames } from "../_frames.ts";
import { roundHalfEven } from "../_spectrum.ts";
import { magnitudes8, planMagnitudes } from "./_magnitudes64.ts";
import { planMel } from "./mel_filterbank.ts";
import { forBankFrames } from "./mel_spectrogram.ts";

/** Parameters of log-mel patches, the input of VGGish and YAMNet. */
export interface VggishFrontEnd {
  /** Sample rate of the input, in Hz. */
  readonly sampleRateHz: number;
  /** Length of a frame, in seconds. */
  readonly windowSeconds: number;
  /** Distance from one frame to the next, in seconds. */
  readonly hopSeconds: number;
  /** Number of mel bands. */
  readonly nMels: number;
  /** Lower edge of the lowest band, in Hz. */
  readonly fMinHz: number;
  /** Upper edge of the highest band, in Hz. */
  readonly fMaxHz: number;
  /** Offset that is added to each band before the logarithm. */
  readonly logOffset: number;
  /** Length of a patch, in seconds. */
  readonly patchSeconds: number;
  /** Distance from one patch to the next, in seconds. */
  readonly patchHopSeconds: number;
}

/**
 * Parameters of the front end of VGGish.
 *
 * @see https://github.com/tensorflow/models/tree/master/research/audioset/vggish
 */
export const VGGISH_FRONT_END: VggishFrontEnd = Object.freeze({
  sampleRateHz: 16_000,
  windowSeconds: 0.025,
  hopSeconds: 0.01,
  nMels: 64,
  fMinHz: 125,
  fMaxHz: 7500,
  logOffset: 0.01,
  patchSeconds: 0.96,
  patchHopSeconds: 0.96,
});

/** Smallest value that the core's logarithm takes. */
const MIN_NORMAL = 2 ** -126;

/**
 * Computes logarithms of mel magnitudes (not power) of whole frames, the first of which starts at
 * sample 0.
 *
 * @param samples mono, `[n]`, at the sample rate of the front end, at least one window
 * @param frontEnd default {@link VGGISH_FRONT_END}
 * @returns natural logarithm, `[1 + floor((n - window) / hop), nMels]`
 * @throws {RangeError} when there are fewer samples than in a window, or an option is out of range
 */
export function vggishLogMel(
  samples: Float32Array,
  frontEnd: VggishFrontEnd = VGGISH_FRONT_END,
): FrameMatrix {
  checkSamples(samples);
  const { sampleRateHz, nMels, logOffset } = frontEnd;
  const windowSamples = roundHalfEven(frontEnd.windowSeconds * sampleRateHz);
  const hopSamples = roundHalfEven(frontEnd.hopSeconds * sampleRateHz);
  checkNumber("logOffset", logOffset, { above: 0 });
  checkInteger("number of samples", samples.length, checkInteger("window", windowSamples, 2));
  const nFft = 2 ** Math.ceil(Math.log2(windowSamples));
  const core = dspCore();
  const mel = planMel(core, { ...frontEnd, nFft, melScale: "kaldi" });
  // A loud tone leaves float32 noise in empty bands, which the offset does not hide.
  const plan = planMagnitudes(core, windowSamples, nFft);
  const frames = cutFrames(samples, { frameSamples: windowSamples, hopSamples, center: false });
  const data = new Float32Array(frames.count * nMels);
  const sizes = { bins: nFft / 2 + 1, workBytes: 8 * nFft };
  forBankFrames(core, frames, mel, sizes, (from, hopBytes, x, y, rows) => {
    magnitudes8(core, plan, from, hopBytes, x, y, rows);
  }, (values, first, held) => {
    const length = held * nMels;
    core.kernels.lift(values, length, -logOffset, 0);
    core.kernels.logScaled(values, length, MIN_NORMAL, 1, 0);
    data.set(core.f32(values, length), first * nMels);
  });
  return { data, frames: frames.count, bins: nMels };
}

/**
 * Divides frames into patches of consecutive frames. Only whole patches are returned, which may be
 * none.
 *
 * @param logMel from {@link vggishLogMel}
 * @param frontEnd default {@link VGGISH_FRONT_END}
 * @returns `[96, nMels]` each by default, views of `logMel`
 */
export function vggishPatches(
  { data, frames, bins }: FrameMatrix,
  frontEnd: VggishFrontEnd = VGGISH_FRONT_END,
): FrameMatrix[] {
  const { hopSeconds, patchSeconds, patchHopSeconds } = frontEnd;
  const length = checkInteger("patch frames", roundHalfEven(patchSeconds / hopSeconds), 1);
  const step = checkInteger("patch hop frames", roundHalfEven(patchHopSeconds / hopSeconds), 1);
  const patches: FrameMatrix[] = [];
  for (let first = 0; first + length <= frames; first += step) {
    const part = data.subarray(first * bins, (first + length) * bins);
    patches.push({ data: part, frames: length, bins });
  }
  return patches;
}
