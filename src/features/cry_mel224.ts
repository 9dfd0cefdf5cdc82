import type { FrameMatrix } from "../types.ts";
import { type MelDecibelFrontEnd, melDecibels } from "./mel_decibels.ts";
import { resizeBilinear } from "./resize_bilinear.ts";

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
  const { data, frames, bins } = melDecibels(samples, frontEnd);
  const { pixels } = frontEnd;
  stretchToOne(data);
  const rows = new Float32Array(data.length);
  for (let m = 0; m < bins; m++) {
    for (let t = 0; t < frames; t++) rows[m * frames + t] = data[t * bins + m]!;
  }
  const image = { data: rows, frames: bins, bins: frames };
  return resizeBilinear(image, { frames: pixels, bins: pixels }).data;
}

/** (x - min) / (max - min + 1e-9), in place. */
export function stretchToOne(values: FrameMatrix["data"]): void {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const range = high - low + 1e-9;
  for (let i = 0; i < values.length; i++) values[i] = (values[i]! - low) / range;
}
