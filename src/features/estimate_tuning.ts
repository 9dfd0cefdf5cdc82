import type { FrameMatrix } from "../types.ts";
import { checkInteger, checkNumber } from "./_check.ts";
import { binWidthHz, forSpectra, type Spectrum, type SpectrumOptions } from "./_spectrum.ts";

/** Options of {@link estimateTuning}. */
export interface EstimateTuningOptions extends SpectrumOptions {
  /** Width of a step of the answer, in bins; default 0.01. */
  readonly resolution?: number;
  /** Bins of an octave; default 12. */
  readonly binsPerOctave?: number;
  /** Peaks below are left out; default 150. */
  readonly fMinHz?: number;
  /** Peaks at or above are left out; default 4000. */
  readonly fMaxHz?: number;
  /** Peaks below this share of their frame's largest value are left out; default 0.1. */
  readonly threshold?: number;
}

/**
 * Deviation of a recording's tones from A4 = 440 Hz, as `librosa.estimate_tuning`: the fullest bar of
 * the histogram of its spectral peaks' deviations.
 *
 * @param input samples, or magnitudes `[frames, floor(nFft / 2) + 1]`
 * @returns bins, -0.5 to 0.5; 0 when there is no peak
 * @throws {RangeError} when an option is out of range
 */
export function estimateTuning(
  input: Float32Array | FrameMatrix,
  options: EstimateTuningOptions,
): number {
  return tuningOf(input, options, 1);
}

/** {@link estimateTuning} on magnitudes to `power`, which librosa's chroma does with 2. */
export function tuningOf(
  input: Float32Array | FrameMatrix,
  options: EstimateTuningOptions,
  power: number,
): number {
  return tuningOfPeaks(spectralPeaks(input, options, power), options);
}

/** Peaks of a spectrum. */
interface Peaks {
  readonly hz: readonly number[];
  readonly magnitude: readonly number[];
  /** Their median. */
  readonly level: number;
}

/** All peaks between the edges, to which no octave has been applied yet. */
export function spectralPeaks(
  input: Float32Array | FrameMatrix,
  options: EstimateTuningOptions,
  power: number,
): Peaks {
  const { nFft = 2048 } = options;
  const hz: number[] = [];
  const magnitude: number[] = [];
  const spectrum = input instanceof Float32Array
    ? { hopSamples: Math.floor(nFft / 4), ...options, nFft }
    : options;
  forSpectra(input, spectrum, power, (piece) => findPeaks(piece, options, hz, magnitude));
  return { hz, magnitude, level: median(magnitude) };
}

/** The fullest bar of the histogram of how far the louder half of peaks deviates. */
export function tuningOfPeaks(
  { hz, magnitude, level }: Peaks,
  { resolution = 0.01, binsPerOctave = 12 }: Omit<EstimateTuningOptions, "sampleRateHz">,
): number {
  checkNumber("resolution", resolution, { above: 0, max: 1 });
  checkInteger("binsPerOctave", binsPerOctave, 1);
  const bars = Math.ceil(1 / resolution);
  const counts = new Uint32Array(bars);
  const edge = (bar: number): number => -0.5 + bar * (1 / bars);
  for (let i = 0; i < hz.length; i++) {
    if (!(magnitude[i]! >= level) || !(hz[i]! > 0)) continue;
    const turns = binsPerOctave * Math.log2(hz[i]! / 27.5);
    let rest = turns - Math.floor(turns);
    if (rest >= 0.5) rest -= 1;
    let bar = Math.min(bars - 1, Math.max(0, Math.floor((rest + 0.5) * bars)));
    if (rest < edge(bar)) bar--;
    else if (bar + 1 < bars && rest >= edge(bar + 1)) bar++;
    counts[bar]!++;
  }
  return hz.length === 0 ? 0 : edge(counts.indexOf(Math.max(...counts)));
}

/** Adds the peaks of each frame between the edges, refined by a parabola, as `librosa.piptrack`. */
function findPeaks(
  { data, frames, bins, nFft }: Spectrum,
  options: EstimateTuningOptions,
  hz: number[],
  magnitude: number[],
): void {
  const { fMinHz = 150, fMaxHz = 4000, threshold = 0.1, sampleRateHz } = options;
  checkNumber("fMinHz", fMinHz, { min: 0 });
  checkNumber("fMaxHz", fMaxHz, { min: 0 });
  checkNumber("threshold", threshold, { min: 0 });
  const width = binWidthHz(sampleRateHz, nFft);
  const top = Math.min(fMaxHz, sampleRateHz / 2);
  let from = 1;
  while (from < bins && from * width < fMinHz) from++;
  let end = from;
  while (end < bins && end * width < top) end++;
  for (let t = 0; t < frames; t++) {
    const row = data.subarray(t * bins, (t + 1) * bins);
    let most = 0;
    for (let k = 0; k < bins; k++) most = Math.max(most, row[k]!);
    const level = threshold * most;
    for (let k = from; k < end; k++) {
      const here = row[k]!;
      if (!(here > level)) continue;
      const left = row[k - 1]!;
      const right = k + 1 < bins ? row[k + 1]! : 0;
      // What does not rise above the level counts as 0 for its neighbours.
      if (!(here > (left > level ? left : 0) && here >= (right > level ? right : 0))) continue;
      const last = k === bins - 1;
      const shift = last ? 0 : parabolicShift(left, here, right);
      hz.push((k + shift) * width);
      magnitude.push(last ? here : here + 0.25 * (right - left) * shift);
    }
  }
}

/** Where the parabola through three values has its extremum, in steps from the middle one; 0 if beyond. */
export function parabolicShift(left: number, middle: number, right: number): number {
  const a = left + right - 2 * middle;
  const b = (right - left) / 2;
  return Math.abs(b) >= Math.abs(a) ? 0 : -b / a;
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
