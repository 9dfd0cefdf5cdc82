import { dspCore } from "../../dsp/core.ts";
import { type MelDecibelFrontEnd, melDecibelsInCore } from "./mel_db.ts";
import { resizeTransposed } from "./resize_bilinear.ts";

/** Mel bands as a square image. */
export interface CryMelFrontEnd extends MelDecibelFrontEnd {
  /** Pixels of the image, high and wide. */
  readonly pixels: number;
}

/**
 * The front end that `blessingoraz/baby-cry-classifier` was trained with.
 *
 * @see https://github.com/blessingoraz/baby-cry-classifier
 */
export const CRY_RESNET_FRONT_END: CryMelFrontEnd = Object.freeze({
  sampleRateHz: 8000,
  seconds: 7,
  nFft: 1024,
  hopSamples: 256,
  nMels: 128,
  fMinHz: 0,
  fMaxHz: 4000,
  pixels: 224,
});

/**
 * Mel bands in dB, from 0 (quietest) to 1 (loudest), as an image. Silence is 0 throughout.
 *
 * @param samples mono, `[n]`, at the front end's rate; none counts as silence
 * @param frontEnd default {@link CRY_RESNET_FRONT_END}
 * @returns `[pixels, pixels]`, row-major; a row is a frequency, the lowest first
 * @throws {RangeError} when an option is out of range
 */
export function cryMel224(
  samples: Float32Array,
  frontEnd: CryMelFrontEnd = CRY_RESNET_FRONT_END,
): Float32Array {
  const { nMels: bins, pixels } = frontEnd;
  const core = dspCore();
  const { kernels } = core;
  return melDecibelsInCore(core, samples, frontEnd, (values, frames) => {
    const size = frames * bins;
    const low = kernels.min(values, size);
    kernels.affine(values, size, low, 1 / (kernels.max(values, size) - low + 1e-9));
    const square = { frames: pixels, bins: pixels };
    const image = resizeTransposed(core, values, { frames, bins }, square);
    return core.f32(image, pixels * pixels).slice();
  });
}
