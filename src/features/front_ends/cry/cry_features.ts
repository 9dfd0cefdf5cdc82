/**
 * Features of the embedded cry detector, of a window of two seconds between 220 Hz and 3.4 kHz: above
 * hum and rumble, in the band that every phone codec preserves.
 *
 * @module
 */
import { dspCore } from "../../../dsp/core.ts";
import { withoutMean } from "../../../waveform/mean.ts";
import { checkSamples } from "../../_check.ts";
import { planFrames } from "../../_frames.ts";
import type { CryFrontEnd } from "./cry_front_end.ts";
import { frameColumns, planColumns } from "./_frame_columns.ts";
import {
  MODULATION_NAMES,
  modulationSpectrumInto,
  planModulation,
} from "./_modulation_spectrum.ts";
import { PITCH_STATISTICS, pitchStatisticsInto } from "./_pitch_statistics.ts";
import { pitchTrack, planPitchTrack } from "./_pitch_track.ts";
import { SHAPE_NAMES } from "./_spectral_shape.ts";
import { STATISTICS, trackStatisticsInto } from "./_statistics.ts";

/**
 * Parameters of {@link cryFeatures}. Levels are relative to the loudest frame, so gain has no
 * effect. Neither has an offset: the mean of the window is subtracted.
 */
export const CRY_FRONT_END: CryFrontEnd = Object.freeze({
  sampleRateHz: 8000,
  frameSamples: 400,
  hopSamples: 160,
  nFft: 512,
  nMels: 32,
  fMinHz: 220,
  fMaxHz: 3400,
  rangeDb: 50,
  nMfcc: 13,
  f0MinHz: 80,
  f0MaxHz: 1600,
});

/** Names of the values of {@link cryFeatures}, in order. */
export const CRY_FEATURE_NAMES: readonly string[] = [
  ...tracks("mel", CRY_FRONT_END.nMels),
  ...tracks("mfcc", CRY_FRONT_END.nMfcc),
  ...SHAPE_NAMES.flatMap((name) => STATISTICS.map((statistic) => `${name}_${statistic}`)),
  ...PITCH_STATISTICS,
  ...MODULATION_NAMES,
];

function tracks(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => STATISTICS.map((s) => `${name}_${i}_${s}`)).flat();
}

/**
 * Computes the feature vector of one window.
 *
 * @param samples window at 8 kHz, `[n]`, n at least 512; the embedded models use 16,000
 * @returns one value for each of {@link CRY_FEATURE_NAMES}
 * @throws {RangeError} when the window is shorter than one frame
 *
 * @example
 * ```ts
 * import { CRY_FEATURE_NAMES, cryFeatures } from "@babycry/babycry/features";
 * import assert from "node:assert/strict";
 *
 * const tone = Float32Array.from({ length: 16_000 }, (_, n) => Math.sin(0.4 * n));
 * const features = cryFeatures(tone);
 * assert.equal(features[CRY_FEATURE_NAMES.indexOf("voiced_share")], 1);
 * ```
 */
export function cryFeatures(samples: Float32Array): Float32Array {
  checkSamples(samples);
  const { sampleRateHz, nFft, hopSamples, frameSamples } = CRY_FRONT_END;
  if (samples.length < nFft) {
    throw new RangeError(
      `Computing cry features: expected at least ${nFft} samples, received ${samples.length}`,
    );
  }
  const core = dspCore();
  const cut = { nFft, hopSamples, windowSamples: frameSamples, center: false };
  const { spectra, frames } = planFrames(core, withoutMean(samples), cut);
  const columns = core.plan("cry columns", () => planColumns(core, CRY_FRONT_END));
  const pitch = core.plan("cry pitch", () => planPitchTrack(core, CRY_FRONT_END));
  const modulation = planModulation(core, frames.count, sampleRateHz / hopSamples);
  return core.scratch(() => {
    const out = new Float32Array(CRY_FEATURE_NAMES.length);
    const of = frameColumns(core, columns, spectra, frames, CRY_FRONT_END);
    let at = trackStatisticsInto(core, out, columns.tracks, of);
    pitchStatisticsInto(out, at, pitchTrack(core, pitch, CRY_FRONT_END, of));
    at += PITCH_STATISTICS.length;
    modulationSpectrumInto(core, out.subarray(at), modulation, columns.groups, of);
    return out;
  });
}
