import { type DspCore, dspCore } from "../../dsp/core.ts";
import { checkNumber, checkSamples } from "../_check.ts";
import { planFrames } from "../_frames.ts";
import { roundHalfEven } from "../_spectrum.ts";
import type { CryMelFrontEnd } from "./cry_resnet_image.ts";
import { CRY_RESNET_FRONT_END } from "./cry_resnet_image.ts";
import { fixLength } from "./mel_db.ts";
import { allocBank, type MelPlan } from "../mel/mel_filterbank.ts";
import { bankFramesInto } from "../mel/mel_spectrogram.ts";
import { power4 } from "../../dsp/spectra.ts";
import { resampleLinear } from "../../resample/linear.ts";
import { windowFunction } from "../spectrum/window_function.ts";

/**
 * Computes the image of the service of `blessingoraz/baby-cry-classifier`, which differs from the
 * image that the network was trained on ({@link cryMel224}): resampling without a filter, frames
 * without padding, band edges rounded down to bins, no floor below the loudest band, and repeated
 * rows.
 *
 * @param samples mono, `[n]`; no samples count as silence
 * @param options sample rate in Hz, and front end for the sizes. Default `CRY_RESNET_FRONT_END`
 * @returns `[pixels, pixels]`, row-major; a row is a frequency, the lowest first
 * @throws {RangeError} when an option is out of range
 */
export function cryMel224Lambda(
  samples: Float32Array,
  options: { readonly sampleRateHz: number; readonly frontEnd?: CryMelFrontEnd },
): Float32Array<ArrayBuffer> {
  checkSamples(samples);
  const { frontEnd = CRY_RESNET_FRONT_END } = options;
  const { nMels, pixels } = frontEnd;
  const fromHz = checkNumber("sampleRateHz", options.sampleRateHz, { above: 0 });
  const filled = fixLength(
    resampleLinear(samples, { fromHz, toHz: frontEnd.sampleRateHz }),
    frontEnd,
  );
  const core = dspCore();
  const bank = planFlooredBank(core, frontEnd);
  const { spectra, frames } = planFrames(core, filled, { ...frontEnd, center: false });
  const mel = new Float32Array(frames.count * nMels);
  bankFramesInto(core, mel, frames, bank, spectra, (from, hopBytes, x, y, rows) => {
    power4(core, spectra, from, hopBytes, x, y, rows, 32);
    power4(core, spectra, from + 4 * hopBytes, hopBytes, x, y, rows + 16, 32);
  }, { floor: 1e-10, scale: 10 / Math.LN10, offset: 0 });
  stretchToOne(mel);

  const image = new Float32Array(pixels * pixels);
  const rowStep = (nMels - 1) / (pixels - 1);
  const columnStep = (frames.count - 1) / (pixels - 1);
  for (let j = 0; j < pixels; j++) {
    const place = j * columnStep;
    const left = Math.min(Math.floor(place), frames.count - 1);
    const right = Math.min(left + 1, frames.count - 1);
    const share = place - left;
    for (let i = 0; i < pixels; i++) {
      const band = roundHalfEven(i * rowStep);
      image[i * pixels + j] = mel[left * nMels + band]! * (1 - share) +
        mel[right * nMels + band]! * share;
    }
  }
  return image;
}

/**
 * Plans HTK triangles between integer bins, scaled by the sum of the window as in
 * `scipy.signal.stft`.
 */
function planFlooredBank(core: DspCore, { sampleRateHz, nFft, nMels }: CryMelFrontEnd): MelPlan {
  return core.plan(`floored mel ${sampleRateHz} ${nFft} ${nMels}`, () => {
    const window = windowFunction("hann", nFft).reduce((sum, w) => sum + w, 0);
    const topMel = 2595 * Math.log10(1 + sampleRateHz / 2 / 700);
    const corners = Array.from({ length: nMels + 2 }, (_, i) => {
      const hz = 700 * (10 ** (i * topMel / (nMels + 1) / 2595) - 1);
      return Math.min(nFft / 2, Math.floor((nFft + 1) * hz / sampleRateHz));
    });
    const bands = Array.from({ length: nMels }, (_, m) => {
      const low = corners[m]!;
      const middle = corners[m + 1]! + Number(corners[m + 1] === low);
      const high = corners[m + 2]! + Number(corners[m + 2] === middle);
      const weights: number[] = [];
      for (let k = low; k < middle; k++) weights.push((k - low) / (middle - low + 1e-9));
      for (let k = middle; k < high; k++) weights.push((high - k) / (high - middle + 1e-9));
      return { firstBin: low, weights: weights.map((weight) => weight / window ** 2) };
    });
    return { address: allocBank(core, bands), nMels };
  });
}

/** Scales values to `(x - min) / (max - min + 1e-9)`, in place. */
function stretchToOne(values: Float32Array): void {
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
