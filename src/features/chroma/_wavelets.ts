import { rfft } from "../spectrum/rfft.ts";
import { windowFunction } from "../spectrum/window_function.ts";

/** Equivalent noise bandwidth of the Hann window in bins, from librosa's table. */
const HANN_BANDWIDTH = 1.50018310546875;
/** Share of a filter's magnitude that librosa drops from its spectrum. */
const SPARSITY = 0.01;

/** Spectrum of a filter from `firstBin` on, re and im interleaved. */
export interface Wavelet {
  readonly firstBin: number;
  readonly weights: Float64Array;
}

/** Computes the frequencies of a constant-Q transform, ascending, in Hz. */
export function constantQFrequencies(
  nBins: number,
  binsPerOctave: number,
  fMinHz: number,
): Float64Array {
  return Float64Array.from({ length: nBins }, (_, k) => {
    const octave = Math.floor(k / binsPerOctave);
    return fMinHz * 2 ** ((k % binsPerOctave) / binsPerOctave) * 2 ** octave;
  });
}

/**
 * Computes the bandwidth of each filter relative to its frequency, from the distance to its
 * neighbors.
 */
export function relativeBandwidths(frequencies: Float64Array, binsPerOctave: number): Float64Array {
  const last = frequencies.length - 1;
  return frequencies.map((_, k) => {
    const low = frequencies[Math.max(0, k - 1)]!, high = frequencies[Math.min(last, k + 1)]!;
    const steps = last === 0 ? 1 : Math.min(last, k + 1) - Math.max(0, k - 1);
    const perBin = last === 0 ? 1 / binsPerOctave : Math.log2(high / low) / steps;
    const ratio = 2 ** (2 * perBin);
    return (ratio - 1) / (ratio + 1);
  });
}

/** Computes the highest frequency in the pass bands of the filters, in Hz. */
export function highestReach(frequencies: Float64Array, bandwidths: Float64Array): number {
  return Math.max(
    ...frequencies.map((hz, k) => hz * (1 + 0.5 * HANN_BANDWIDTH * bandwidths[k]!)),
  );
}

/**
 * Computes the spectra of Hann-windowed complex tones of unit sum, padded to a common power of two.
 */
export function wavelets(
  frequencies: Float64Array,
  bandwidths: Float64Array,
  sampleRateHz: number,
): { readonly nFft: number; readonly filters: readonly Wavelet[] } {
  const lengths = frequencies.map((hz, k) => sampleRateHz / (bandwidths[k]! * hz));
  const nFft = 2 ** Math.ceil(Math.log2(Math.max(...lengths)));
  const filters = Array.from(frequencies, (hz, k) => {
    const length = lengths[k]!;
    const first = Math.floor(-length / 2);
    const samples = Math.floor(length / 2) - first;
    const window = windowFunction("hann", samples);
    const total = window.reduce((sum, value) => sum + value, 0);
    const gain = length / nFft / total;
    const start = Math.floor((nFft - samples) / 2);
    const re = new Float32Array(nFft), im = new Float32Array(nFft);
    for (let j = 0; j < samples; j++) {
      const angle = 2 * Math.PI * hz / sampleRateHz * (first + j);
      re[start + j] = gain * window[j]! * Math.cos(angle);
      im[start + j] = gain * window[j]! * Math.sin(angle);
    }
    const real = rfft(re), imaginary = rfft(im);
    const spectrum = new Float64Array(real.length);
    for (let i = 0; i < spectrum.length; i += 2) {
      spectrum[i] = real[i]! - imaginary[i + 1]!;
      spectrum[i + 1] = real[i + 1]! + imaginary[i]!;
    }
    return sparse(spectrum);
  });
  return { nFft, filters };
}

/** Drops the weakest bins that together hold {@link SPARSITY} of the magnitude. */
function sparse(spectrum: Float64Array): Wavelet {
  const magnitudes = Float64Array.from(
    { length: spectrum.length / 2 },
    (_, k) => Math.hypot(spectrum[2 * k]!, spectrum[2 * k + 1]!),
  );
  const total = magnitudes.reduce((sum, value) => sum + value, 0);
  const sorted = magnitudes.slice().sort();
  let at = 0;
  for (let sum = sorted[0]! / total; sum < SPARSITY;) sum += sorted[++at]! / total;
  const kept = magnitudes.map((value) => value >= sorted[at]! ? 1 : 0);
  const firstBin = kept.indexOf(1);
  const end = kept.lastIndexOf(1) + 1;
  const weights = spectrum.slice(2 * firstBin, 2 * end)
    .map((value, i) => value * kept[firstBin + (i >> 1)]!);
  return { firstBin, weights };
}
