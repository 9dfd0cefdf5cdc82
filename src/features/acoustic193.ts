import type { FrameMatrix } from "../types.ts";
import { checkInteger, checkSamples } from "./_check.ts";
import { chromaStft } from "./chroma_stft.ts";
import { dct } from "./dct.ts";
import { powerToDb } from "./decibels.ts";
import { spectralPeaks, tuningOfPeaks } from "./estimate_tuning.ts";
import { melSpectrogram } from "./mel_spectrogram.ts";
import { spectralContrast } from "./spectral_contrast.ts";
import { stftPower } from "./stft.ts";
import { tonnetz } from "./tonnetz.ts";
import type { WindowName } from "./window_function.ts";

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
  const { sampleRateHz, nMfcc, nMels, nBands, fMinHz, window } = frontEnd;
  checkInteger("nMfcc", nMfcc, 1, nMels);
  const mel = melSpectrogram(samples, { ...frontEnd, window: "hann", fMinHz: 0 });
  const ofCepstra = window === "hann" ? mel : melSpectrogram(samples, { ...frontEnd, fMinHz: 0 });
  const S = stftPower(samples, { ...SPECTRUM, power: 1 });
  // Both take the tuning from the same peaks, in steps of their own.
  const peaks = spectralPeaks(S, { sampleRateHz }, 1);
  const tuning = (binsPerOctave: number) => tuningOfPeaks(peaks, { binsPerOctave });
  const parts = [
    // The cosine transform is linear: that of the mean is the mean of those.
    dct(meanFrame(powerToDb(ofCepstra)), { coefficients: nMfcc }),
    meanFrame(chromaStft(S, { sampleRateHz, nChroma: CHROMA, tuning: tuning(CHROMA) })),
    meanFrame(mel),
    meanFrame(spectralContrast(S, { sampleRateHz, nBands, fMinHz })),
    meanFrame(tonnetz(samples, { sampleRateHz, tuning: tuning(36) })),
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
