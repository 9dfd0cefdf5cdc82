import { type DspCore, dspCore } from "../../dsp/core.ts";
import type { FrameMatrix } from "../../types.ts";
import { checkInteger, checkNumber } from "../_check.ts";
import { forRowsOfEight, type RowsOfEight, transformLength } from "../_eight_frames.ts";
import { binWidthHz, type SpectrumOptions } from "../_spectrum.ts";

/** Options of {@link estimateTuning}. */
export interface EstimateTuningOptions extends SpectrumOptions {
  /** Resolution of the result, in bins. Default 0.01. */
  readonly resolution?: number;
  /** Number of bins per octave. Default 12. */
  readonly binsPerOctave?: number;
  /** Lowest frequency of the peaks, in Hz. Default 150. */
  readonly fMinHz?: number;
  /** Frequency, in Hz, at and above which peaks are excluded. Default 4000. */
  readonly fMaxHz?: number;
  /** Lowest level of a peak, as a share of the largest value of its frame. Default 0.1. */
  readonly threshold?: number;
}

/**
 * Estimates the deviation of tones from A4 = 440 Hz, as `librosa.estimate_tuning`: the mode of the
 * histogram of the deviations of spectral peaks.
 *
 * @param input samples, or magnitudes `[frames, floor(nFft / 2) + 1]`
 * @returns deviation in bins, -0.5 to 0.5; 0 without peaks
 * @throws {RangeError} when an option is out of range
 */
export function estimateTuning(
  input: Float32Array | FrameMatrix,
  options: EstimateTuningOptions,
): number {
  return tuningOf(input, options, 1);
}

/**
 * Computes {@link estimateTuning} on magnitudes to the power of `power`; librosa's chroma uses 2.
 */
export function tuningOf(
  input: Float32Array | FrameMatrix,
  options: EstimateTuningOptions,
  power: number,
): number {
  const core = dspCore();
  const nFft = transformLength(input, options);
  const peaks = new SpectralPeaks(nFft, options);
  const hopSamples = Math.max(1, Math.floor(nFft / 4));
  forRowsOfEight(core, input, { hopSamples, ...options }, power, (eight) => peaks.add(core, eight));
  return tuningOfPeaks(peaks.octavesOfLouder(), options);
}

/** Collects spectral peaks between two frequencies, as `librosa.piptrack`. */
export class SpectralPeaks {
  readonly #bins: number;
  readonly #from: number;
  readonly #end: number;
  readonly #threshold: number;
  readonly #widthHz: number;
  readonly #places: Float64Array[] = [];
  readonly #heights: Float64Array[] = [];

  constructor(nFft: number, options: EstimateTuningOptions) {
    const { fMinHz = 150, fMaxHz = 4000, threshold = 0.1, sampleRateHz } = options;
    checkNumber("fMinHz", fMinHz, { min: 0 });
    checkNumber("fMaxHz", fMaxHz, { min: 0 });
    this.#threshold = checkNumber("threshold", threshold, { min: 0 });
    const width = binWidthHz(sampleRateHz, nFft);
    const top = Math.min(fMaxHz, sampleRateHz / 2);
    this.#bins = Math.floor(nFft / 2) + 1;
    let from = 1;
    while (from < this.#bins && from * width < fMinHz) from++;
    let end = from;
    while (end < this.#bins && end * width < top) end++;
    [this.#from, this.#end] = [from, end];
    this.#widthHz = width;
  }

  /** Adds the peaks of up to eight frames of magnitudes. */
  add(core: DspCore, { rows, count }: RowsOfEight): void {
    const [bins, from, end] = [this.#bins, this.#from, this.#end];
    core.scratch(() => {
      const places = core.alloc(32 * (end - from + 1));
      const heights = core.alloc(32 * (end - from + 1));
      const lanes = (1 << count) - 1;
      const { kernels } = core;
      const n = kernels.peaks8(rows, bins, from, end, this.#threshold, lanes, places, heights);
      this.#places.push(core.f64(places, n).slice());
      this.#heights.push(core.f64(heights, n).slice());
    });
  }

  /** Lists the peaks with at least the median magnitude, in octaves above A0. */
  octavesOfLouder(): Float64Array {
    const level = median(this.#heights);
    const octaves = new Float64Array(this.#heights.reduce((sum, { length }) => sum + length, 0));
    let count = 0;
    for (const [part, heights] of this.#heights.entries()) {
      const places = this.#places[part]!;
      for (let i = 0; i < places.length; i++) {
        if (heights[i]! < level) continue;
        octaves[count++] = Math.log2(places[i]! * this.#widthHz / 27.5);
      }
    }
    return octaves.subarray(0, count);
  }
}

/** Finds the mode of the histogram of deviations of pitches, in octaves above A0. */
export function tuningOfPeaks(
  octaves: Float64Array,
  { resolution = 0.01, binsPerOctave = 12 }: Omit<EstimateTuningOptions, "sampleRateHz">,
): number {
  checkNumber("resolution", resolution, { above: 0, max: 1 });
  checkInteger("binsPerOctave", binsPerOctave, 1);
  const bars = Math.ceil(1 / resolution);
  const counts = new Uint32Array(bars);
  const edge = (bar: number): number => -0.5 + bar * (1 / bars);
  for (let i = 0; i < octaves.length; i++) {
    const turns = binsPerOctave * octaves[i]!;
    let rest = turns - Math.floor(turns);
    if (rest >= 0.5) rest -= 1;
    let bar = Math.min(bars - 1, Math.max(0, Math.floor((rest + 0.5) * bars)));
    if (rest < edge(bar)) bar--;
    else if (bar + 1 < bars && rest >= edge(bar + 1)) bar++;
    counts[bar]!++;
  }
  return octaves.length === 0 ? 0 : edge(counts.indexOf(Math.max(...counts)));
}

/** Computes the median of all values; NaN without values. */
function median(parts: readonly Float64Array[]): number {
  const values = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    values.set(part, at);
    at += part.length;
  }
  const half = values.length >> 1;
  const upper = nthLowest(values, half);
  if (values.length % 2 === 1) return upper;
  let lower = -Infinity;
  for (let i = 0; i < half; i++) lower = Math.max(lower, values[i]!);
  return (lower + upper) / 2;
}

/**
 * Finds the value at index `n` of the sorted values, and moves lower values before it
 * (quickselect).
 */
function nthLowest(values: Float64Array, n: number): number {
  let low = 0, high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let i = low, j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const held = values[i]!;
      values[i++] = values[j]!;
      values[j--] = held;
    }
    if (n <= j) high = j;
    else if (n >= i) low = i;
    else break;
  }
  return values[n] ?? NaN;
}
