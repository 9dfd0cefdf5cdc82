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

/** Parameters of {@link acoustic193}. */
export interface Acoustic193FrontEnd {
  /** Sample rate of the input, in Hz. */
  readonly sampleRateHz: number;
  /** Length of the transform of cepstra and mel bands, in points. */
  readonly nFft: number;
  /** Hop of cepstra and mel bands, in samples. */
  readonly hopSamples: number;
  /** Length of the window of cepstra and mel bands, in samples. */
  readonly windowSamples: number;
  /** Window function of the cepstra; mel bands always use `hann`. */
  readonly window: WindowName;
  /** Number of cepstral coefficients. */
  readonly nMfcc: number;
  /** Number of mel bands. */
  readonly nMels: number;
  /** Number of octave bands of the spectral contrast, without the lowest band. */
  readonly nBands: number;
  /** Upper edge of the lowest band of the spectral contrast, in Hz. */
  readonly fMinHz: number;
}

/**
 * Parameters of the front end of `foduucom/baby-cry-classification`.
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
/** Spectrum of chroma and contrast: librosa's defaults, as in the original. */
const SPECTRUM = { nFft: 2048, hopSamples: 512 };

/**
 * Lists the names of the features in order: `mfcc_0`, ..., `chroma_0`, `mel_0`, `contrast_0`,
 * `tonnetz_0`, ...
 */
export function acoustic193Names(frontEnd: Acoustic193FrontEnd): string[] {
  const { nMfcc, nMels, nBands } = frontEnd;
  const parts = { mfcc: nMfcc, chroma: CHROMA, mel: nMels, contrast: nBands + 1, tonnetz: TONNETZ };
  return Object.entries(parts).flatMap(([part, count]) =>
    Array.from({ length: count }, (_, i) => `${part}_${i}`)
  );
}

/**
 * Computes the means over time of 40 cepstra, 12 pitch classes, 128 mel bands, 7 spectral contrasts
 * and 6 tonal centroids, as the original does with librosa. Pitch classes are computed from
 * magnitudes, not power, because the original passes magnitudes to `librosa.feature.chroma_stft`.
 *
 * For silence, pitch classes are 0 and cepstra are those of -100 dB, as in the original.
 *
 * @param samples mono, `[n]`, at the sample rate of the front end, n at least 1
 * @param frontEnd parameters. Default {@link ACOUSTIC193_FRONT_END}
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
  const shared = analyzeSpectrum(samples, frontEnd, melOptions);
  const mel = shared.mel ?? melSpectrogram(samples, melOptions);
  const cepstraMel = window === "hann" ? mel : melSpectrogram(samples, { ...melOptions, window });
  const parts = [
    // The cosine transform is linear, so the mean can be taken first.
    dct(meanFrame(powerToDb(cepstraMel)), { coefficients: nMfcc }),
    meanFrame(shared.chroma),
    meanFrame(mel),
    meanFrame(shared.contrast),
    meanFrame(tonnetz(samples, { sampleRateHz, tuning: shared.tuning(36) })),
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

/**
 * Computes chroma, contrast and, if the options are equal, mel bands in one pass over the spectrum.
 */
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
  // Both tunings use the same peaks, with different resolutions.
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
