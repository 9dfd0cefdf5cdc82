import { mapBlocks } from "../../../dsp/blocks.ts";
import { dspCore } from "../../../dsp/core.ts";
import { power4 } from "../../../dsp/spectra.ts";
import type { FrameMatrix } from "../../../types.ts";
import { withoutMean } from "../../../waveform/mean.ts";
import { checkSamples } from "../../_check.ts";
import { planFrames } from "../../_frames.ts";
import { largest } from "../../spectrum/decibels.ts";
import { planMel } from "../../mel/mel_filterbank.ts";
import { bankFramesInto } from "../../mel/mel_spectrogram.ts";
import type { CryMelBands } from "./cry_front_end.ts";

/**
 * Parameters of {@link cryLogMel}: the band above hum and rumble that phone codecs preserve. The mean
 * of the window is subtracted.
 */
export const CRY_LOG_MEL: CryMelBands = Object.freeze({
  sampleRateHz: 8000,
  frameSamples: 400,
  hopSamples: 200,
  nFft: 512,
  nMels: 64,
  fMinHz: 220,
  fMaxHz: 3400,
  rangeDb: 50,
});

/** Lower limit of the loudest value of a window, in dB, far below any recording. */
const FAINTEST_DB = -140;

/**
 * Computes the mel power (slaney) of one window in dB, scaled so that 1 is the loudest value and 0
 * is 50 dB or more below it. Digital silence is 0 throughout.
 *
 * @param samples window at 8 kHz, `[n]`, n at least 400; the embedded models use 16,000
 * @returns 0 to 1, `[1 + floor((n - 400) / 200), 64]`; `[79, 64]` for two seconds
 * @throws {RangeError} when the window is shorter than one frame
 *
 * @example
 * ```ts
 * import { cryLogMel } from "@babycry/babycry/features";
 * import assert from "node:assert/strict";
 *
 * const tone = Float32Array.from({ length: 16_000 }, (_, n) => Math.sin(0.4 * n));
 * const { data, frames, bins } = cryLogMel(tone);
 * assert.deepEqual([frames, bins, Math.max(...data)], [79, 64, 1]);
 * ```
 */
export function cryLogMel(samples: Float32Array): FrameMatrix {
  checkSamples(samples);
  const { frameSamples, hopSamples, nFft, nMels, rangeDb } = CRY_LOG_MEL;
  if (samples.length < frameSamples) {
    throw new RangeError(
      `Computing log-mel bands: expected at least ${frameSamples} samples, ` +
        `received ${samples.length}`,
    );
  }
  const core = dspCore();
  const mel = planMel(core, CRY_LOG_MEL);
  const cut = { nFft, hopSamples, windowSamples: frameSamples, center: false };
  const { spectra, frames: within } = planFrames(core, withoutMean(samples), cut);
  // A transform has its window in the middle; zeros before the signal move the first one to sample
  // 0.
  const count = 1 + Math.floor((samples.length - frameSamples) / hopSamples);
  const frames = { ...within, lead: (nFft - frameSamples) / 2, count };
  const data = new Float32Array(count * nMels);
  const log = { floor: 1e-20, scale: 10 / Math.LN10, offset: 0 };
  bankFramesInto(core, data, frames, mel, spectra, (from, hopBytes, x, y, rows) => {
    power4(core, spectra, from, hopBytes, x, y, rows, 32);
    power4(core, spectra, from + 4 * hopBytes, hopBytes, x, y, rows + 16, 32);
  }, log);
  const top = Math.max(largest(data), FAINTEST_DB);
  mapBlocks(data, data, ({ kernels }, address, length) => {
    kernels.shareOfRange(address, length, top, rangeDb);
  });
  return { data, frames: count, bins: nMels };
}
