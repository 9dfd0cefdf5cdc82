import { type DspCore, dspCore } from "../../dsp/core.ts";
import type { FrameMatrix } from "../../types.ts";
import { checkInteger, checkNumber } from "../_check.ts";
import { forRowsOfEight, type RowsOfEight, transformLength } from "../_eight_frames.ts";
import { binWidthHz, type SpectrumOptions } from "../_spectrum.ts";

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
  const core = dspCore();
  const nFft = transformLength(input, options);
  const peaks = new SpectralPeaks(nFft, options);
  const hopSamples = Math.max(1, Math.floor(nFft / 4));
  forRowsOfEight(core, input, { hopSamples, ...options }, power, (eight) => peaks.add(core, eight));
  return tuningOfPeaks(peaks.octavesOfLouder(), options);
}

/** The peaks of a spectrum between two edges, as `librosa.piptrack` finds them. */
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

  /** Takes magnitudes. */
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

  /** Octaves above A0 of the peaks that are at least as high as the median. */
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

/** The fullest bar of the histogram of how far pitches, in octaves above A0, deviate. */
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

/** The middle value of all, or the mean of the two in the middle; NaN of none. */
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

/** The value that would stand at `n` after sorting; those before it are then the lower ones. */
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
