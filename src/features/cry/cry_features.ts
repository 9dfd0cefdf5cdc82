/**
 * The features of the embedded cry detector: what a two-second window sounds like below 3.4 kHz,
 * the part that every phone codec keeps.
 *
 * @module
 */
import type { FrameMatrix } from "../../types.ts";
import { dct } from "../dct.ts";
import { melFilterbank } from "../mel_filterbank.ts";
import { rfft } from "../rfft.ts";
import { stftPower } from "../stft.ts";
import { windowFunction } from "../window_function.ts";
import { MODULATION_NAMES, modulationSpectrumInto } from "./_modulation_spectrum.ts";
import { PITCH_STATISTICS, pitchStatisticsInto } from "./_pitch_statistics.ts";
import { pitchTrack } from "./_pitch_track.ts";
import { SHAPE_NAMES, spectralShapeInto } from "./_spectral_shape.ts";
import { STATISTICS, trackStatisticsInto } from "./_statistics.ts";

/** The front end as data. Levels are relative to the window's loudest, so gain does not tell. */
export const CRY_FRONT_END: Readonly<
  Record<
    | "sampleRateHz"
    | "frameSamples"
    | "hopSamples"
    | "nFft"
    | "nMels"
    | "fMinHz"
    | "fMaxHz"
    | "rangeDb"
    | "nMfcc"
    | "f0MinHz"
    | "f0MaxHz",
    number
  >
> = Object.freeze({
  sampleRateHz: 8000,
  frameSamples: 400,
  hopSamples: 160,
  nFft: 512,
  nMels: 32,
  fMinHz: 100,
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
 * The feature vector of one window.
 *
 * @param samples the window at 8 kHz, `[n]`, at least 512 samples; 16,000 are meant
 * @returns one value for each of {@link CRY_FEATURE_NAMES}
 * @throws {RangeError} when the window is shorter than one frame
 */
export function cryFeatures(samples: Float32Array): Float32Array {
  const { sampleRateHz, nFft, hopSamples, frameSamples, nMels, fMinHz, fMaxHz, rangeDb } =
    CRY_FRONT_END;
  if (samples.length < nFft) {
    throw new RangeError(`Cry features of ${samples.length} samples: wanted at least ${nFft}`);
  }
  const power = stftPower(samples, {
    ...{ nFft, hopSamples, windowSamples: frameSamples, window: "hann", center: false },
  });
  const levels = relativeLevels(power);
  const out = new Float32Array(CRY_FEATURE_NAMES.length);
  let at = 0;
  const addTracks = (of: FrameMatrix) => {
    const track = new Float32Array(of.frames);
    for (let b = 0; b < of.bins; b++, at += STATISTICS.length) {
      for (let t = 0; t < of.frames; t++) track[t] = of.data[t * of.bins + b]!;
      trackStatisticsInto(out, at, track);
    }
  };
  addTracks(levels);
  addTracks(dct(levels, { coefficients: CRY_FRONT_END.nMfcc, norm: "ortho" }));

  const shape = SHAPE_NAMES.map(() => new Float32Array(power.frames));
  spectralShapeInto(shape, power, { binHz: sampleRateHz / nFft, fMinHz, fMaxHz, rangeDb });
  for (const track of shape) {
    trackStatisticsInto(out, at, track);
    at += STATISTICS.length;
  }
  const pitch = pitchTrack(power, windowPower(), {
    sampleRateHz,
    fMinHz: CRY_FRONT_END.f0MinHz,
    fMaxHz: CRY_FRONT_END.f0MaxHz,
    binsMax: Math.floor(fMaxHz * nFft / sampleRateHz),
  });
  pitchStatisticsInto(out, at, pitch);
  at += PITCH_STATISTICS.length;
  modulationSpectrumInto(out, at, levels.data, nMels, sampleRateHz / hopSamples);
  return out;
}

/** Log-mel in dB under the window's loudest value, `[frames, nMels]`, at least `-rangeDb`. */
function relativeLevels(power: FrameMatrix): FrameMatrix {
  const bank = filterbank();
  const bands = bank.length;
  const data = new Float32Array(power.frames * bands);
  let max = 1e-30;
  for (let t = 0; t < power.frames; t++) {
    for (let b = 0; b < bands; b++) {
      const { first, weights } = bank[b]!;
      let sum = 0;
      for (let i = 0, k = t * power.bins + first; i < weights.length; i++, k++) {
        sum += weights[i]! * power.data[k]!;
      }
      data[t * bands + b] = sum;
      max = Math.max(max, sum);
    }
  }
  const { rangeDb } = CRY_FRONT_END;
  for (let i = 0; i < data.length; i++) {
    data[i] = Math.max(-rangeDb, 10 * Math.log10(data[i]! / max));
  }
  return { data, frames: power.frames, bins: bands };
}

interface Band {
  readonly first: number;
  readonly weights: Float32Array;
}

let bands: readonly Band[] | undefined;

function filterbank(): readonly Band[] {
  if (bands) return bands;
  const dense = melFilterbank({ ...CRY_FRONT_END, melScale: "htk", norm: null });
  bands = Array.from({ length: dense.frames }, (_, b) => {
    const row = dense.data.subarray(b * dense.bins, (b + 1) * dense.bins);
    const first = row.findIndex((weight) => weight > 0);
    return { first, weights: row.slice(first, row.findLastIndex((weight) => weight > 0) + 1) };
  });
  return bands;
}

let ofWindow: Float32Array | undefined;

function windowPower(): Float32Array {
  if (ofWindow) return ofWindow;
  const padded = new Float32Array(CRY_FRONT_END.nFft);
  padded.set(windowFunction("hann", CRY_FRONT_END.frameSamples));
  const spectrum = rfft(padded);
  ofWindow = new Float32Array(CRY_FRONT_END.nFft / 2 + 1);
  for (let k = 0; k < ofWindow.length; k++) {
    ofWindow[k] = spectrum[2 * k]! ** 2 + spectrum[2 * k + 1]! ** 2;
  }
  return ofWindow;
}
