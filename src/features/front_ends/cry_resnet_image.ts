import { dspCore } from "../../dsp/core.ts";
import { type MelDecibelFrontEnd, melDecibelsInCore } from "./mel_db.ts";
import { resizeTransposed } from "./resize_bilinear.ts";

/** Parameters of mel bands as a square image. */
export interface CryMelFrontEnd extends MelDecibelFrontEnd {
  /** Height and width of the image, in pixels. */
  readonly pixels: number;
}

/**
 * Parameters of the front end that `blessingoraz/baby-cry-classifier` was trained with.
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
 * Computes mel bands in dB as an image, scaled from 0 (quietest) to 1 (loudest). Silence is 0
 * throughout.
 *
 * @param samples mono, `[n]`, at the sample rate of the front end; no samples count as silence
 * @param frontEnd parameters. Default {@link CRY_RESNET_FRONT_END}
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
