import { dspCore } from "../../dsp/core.ts";
import type { FrameMatrix } from "../../types.ts";
import { checkInteger, checkSamples } from "../_check.ts";
import { chromaOfEight, planChromaBank } from "../chroma/chroma_bank.ts";
import { raise } from "../_frames.ts";
import { bandsOfEight, forRowsOfEight } from "../_eight_frames.ts";
import { joined, normalizeRows } from "../_spectrum.ts";
import { dct } from "../mel/dct.ts";
import { powerToDb } from "../spectrum/decibels.ts";
import { SpectralPeaks, tuningOfPeaks } from "../chroma/estimate_tuning.ts";
import { type MelOptions, planMel } from "../mel/mel_filterbank.ts";
import { melSpectrogram } from "../mel/mel_spectrogram.ts";
import { BandExtremes } from "../shape/spectral_contrast.ts";
import { tonnetz } from "../chroma/tonnetz.ts";
import type { WindowName } from "../spectrum/window_function.ts";

/** Options of {@link acoustic193}, under the names that the rest of this package has for them. */
export interface Acoustic193FrontEnd {
  /** Samples a second. */
  readonly sampleRateHz: number;
  /** Points of the transform of cepstra and mel bands. */
  readonly nFft: number;
  /** Hop of cepstra and mel bands. */
  readonly hopSamples: number;
  /** Window of cepstra and mel bands. */
  readonly windowSamples: number;
  /** Window of the cepstra; the mel bands always have Hann's. */
  readonly window: WindowName;
  /** Cepstral coefficients. */
  readonly nMfcc: number;
  /** Mel bands. */
  readonly nMels: number;
  /** Octaves of the spectral contrast above the lowest. */
  readonly nBands: number;
  /** Upper edge of the contrast's lowest band. */
  readonly fMinHz: number;
}

/**
 * The front end of `foduucom/baby-cry-classification`.
 *
 * @see https://huggingface.co/foduucom/baby-cry-classification
 */
export const ACOUSTIC193_FRONT_END: Acoustic193FrontEnd = Object.freeze({
  sampleRateHz: 16_000,
  nFft: 2048,
  hopSamples: 512,
  windowSamples: 2048,
  window: "hann",
  nMfcc: 40,
  nMels: 128,
  nBands: 6,
  fMinHz: 200,
});

const CHROMA = 12;
const TONNETZ = 6;
/** The original takes chroma and contrast from a spectrum with librosa's defaults, whatever its options. */
const SPECTRUM = { nFft: 2048, hopSamples: 512 };

/** Names of the features, in their order: `mfcc_0` ..., `chroma_`, `mel_`, `contrast_`, `tonnetz_`. */
export function acoustic193Names(frontEnd: Acoustic193FrontEnd): string[] {
  const { nMfcc, nMels, nBands } = frontEnd;
  const parts = { mfcc: nMfcc, chroma: CHROMA, mel: nMels, contrast: nBands + 1, tonnetz: TONNETZ };
  return Object.entries(parts).flatMap(([part, count]) =>
    Array.from({ length: count }, (_, i) => `${part}_${i}`)
  );
}

/**
 * Means over time of 40 cepstra, 12 pitch classes, 128 mel bands, 7 spectral contrasts and 6 tonal
 * centroids, as the original computes them with librosa. Pitch classes come from the magnitude
 * spectrum, not from its power: so the original calls `librosa.feature.chroma_stft`.
 *
 * Silence has the pitch classes 0 and the cepstra of -100 dB, as there.
 *
 * @param samples mono, `[n]`, at the front end's rate, 1 or more
 * @param frontEnd default {@link ACOUSTIC193_FRONT_END}
 * @returns `[nMfcc + 12 + nMels + nBands + 1 + 6]`, 193 by default
 * @throws {RangeError} when there are no samples or an option is out of range
 */
export function acoustic193(
  samples: Float32Array,
  frontEnd: Acoustic193FrontEnd = ACOUSTIC193_FRONT_END,
): Float32Array<ArrayBuffer> {
  checkSamples(samples);
  checkInteger("number of samples", samples.length, 1);
  const { sampleRateHz, nMfcc, nMels, window } = frontEnd;
  checkInteger("nMfcc", nMfcc, 1, nMels);
  const melOptions = { ...frontEnd, window: "hann", fMinHz: 0 } as const;
  const heard = analyzeSpectrum(samples, frontEnd, melOptions);
  const mel = heard.mel ?? melSpectrogram(samples, melOptions);
  const ofCepstra = window === "hann" ? mel : melSpectrogram(samples, { ...melOptions, window });
  const parts = [
    // The cosine transform is linear: that of the mean is the mean of those.
    dct(meanFrame(powerToDb(ofCepstra)), { coefficients: nMfcc }),
    meanFrame(heard.chroma),
    meanFrame(mel),
    meanFrame(heard.contrast),
    meanFrame(tonnetz(samples, { sampleRateHz, tuning: heard.tuning(36) })),
  ];
  const out = new Float32Array(parts.reduce((sum, { bins }) => sum + bins, 0));
  let at = 0;
  for (const { data, bins } of parts) {
    out.set(data, at);
    at += bins;
  }
  return out;
}

function meanFrame({ data, frames, bins }: FrameMatrix): FrameMatrix {
  const sums = new Float64Array(bins);
  for (let t = 0; t < frames; t++) {
    for (let k = 0; k < bins; k++) sums[k]! += data[t * bins + k]!;
  }
  return { data: Float32Array.from(sums, (sum) => sum / frames), frames: 1, bins };
}

/** Makes one pass over the spectrum that chroma, contrast and, with equal options, mel bands share. */
function analyzeSpectrum(
  samples: Float32Array,
  { sampleRateHz, nFft, hopSamples, windowSamples, nBands, fMinHz }: Acoustic193FrontEnd,
  melOptions: MelOptions,
) {
  const core = dspCore();
  const isShared = nFft === SPECTRUM.nFft && hopSamples === SPECTRUM.hopSamples &&
    windowSamples === nFft;
  const melBank = isShared ? planMel(core, melOptions) : undefined;
  const extremes = new BandExtremes(SPECTRUM.nFft, { sampleRateHz, nBands, fMinHz });
  const peaks = new SpectralPeaks(SPECTRUM.nFft, { sampleRateHz });
  const values = 8 * (SPECTRUM.nFft / 2 + 1);
  const mels: Float32Array[] = [];
  const spectra: Float32Array[] = [];
  const frames = forRowsOfEight(core, samples, SPECTRUM, 2, (eight) => {
    if (melBank) mels.push(bandsOfEight(core, eight, melBank.address, melBank.nMels));
    raise(core, eight.rows, values, 1);
    extremes.add(core, eight);
    peaks.add(core, eight);
    spectra.push(core.f32(eight.rows, values).slice());
  });
  // Both that need a tuning take it from the same peaks, in steps of their own.
  const octaves = peaks.octavesOfLouder();
  const tuning = (binsPerOctave: number) => tuningOfPeaks(octaves, { binsPerOctave });
  const bank = planChromaBank(core, {
    sampleRateHz,
    nFft: SPECTRUM.nFft,
    nChroma: CHROMA,
    tuning: tuning(CHROMA),
  });
  const chroma = core.scratch(() => {
    const rows = core.alloc(4 * values);
    return spectra.map((spectrum, i) => {
      core.f32(rows, values).set(spectrum);
      return chromaOfEight(core, bank, { rows, count: Math.min(8, frames - 8 * i) });
    });
  });
  return {
    mel: melBank && { data: joined(mels), frames, bins: melBank.nMels },
    chroma: normalizeRows({ data: joined(chroma), frames, bins: CHROMA }, Infinity),
    contrast: extremes.contrast(),
    tuning,
  };
}
