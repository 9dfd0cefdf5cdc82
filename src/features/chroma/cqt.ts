import { type DspCore, dspCore } from "../../dsp/core.ts";
import { spectra4 } from "../../dsp/spectra.ts";
import type { FrameMatrix } from "../../types.ts";
import { checkInteger, checkNumber, checkSamples } from "../_check.ts";
import { decimate } from "./_decimate.ts";
import { forFrameGroups, planFrames } from "../_frames.ts";
import {
  constantQFrequencies,
  highestReach,
  relativeBandwidths,
  type Wavelet,
  wavelets,
} from "./_wavelets.ts";
import { estimateTuning } from "./estimate_tuning.ts";

/** Frequency of C1 in Hz, the default lowest frequency in librosa. */
export const C1_HZ = 32.70319566257483;

/** Options of {@link cqt}. */
export interface CqtOptions {
  /** Sample rate in Hz, above 0. */
  readonly sampleRateHz: number;
  /**
   * Distance from one frame to the next in samples. Default 512. The rate is halved once per
   * octave, as long as the hop is even, so that hops with few factors of two take longer.
   */
  readonly hopSamples?: number;
  /** Lowest frequency in Hz. Default 32.7, C1. */
  readonly fMinHz?: number;
  /** Number of bins. Default 84, seven octaves of 12. */
  readonly nBins?: number;
  /** Number of bins per octave. Default 12. */
  readonly binsPerOctave?: number;
  /** Deviation from A4 = 440 Hz in bins; null estimates it. Default 0. */
  readonly tuning?: number | null;
}

/**
 * Computes magnitudes of the constant-Q transform, as `abs(librosa.cqt)`: Hann windows, filters of
 * unit sum scaled by the square root of their length, and 1 % of the magnitude of their spectra
 * dropped.
 *
 * Each octave is computed by a sparse filter bank at half the sample rate of the octave above.
 *
 * @param samples mono, `[n]`
 * @returns `[frames, nBins]`, centered frames
 * @throws {RangeError} when an option is out of range, or the highest filter reaches above half the
 *   rate
 * @see Schörkhuber and Klapuri, "Constant-Q transform toolbox for music processing", 2010
 */
export function cqt(samples: Float32Array, options: CqtOptions): FrameMatrix {
  const { nBins = 84 } = options;
  const { octaves, frames } = cqtOctaves(samples, options);
  const data = new Float32Array(frames * nBins);
  for (const { from, magnitudes: { data: rows, bins } } of octaves) {
    for (let t = 0; t < frames; t++) {
      data.set(rows.subarray(t * bins, (t + 1) * bins), t * nBins + from);
    }
  }
  return { data, frames, bins: nBins };
}

/** Octave of a constant-Q transform. */
interface Octave {
  /** Index of the first bin of the octave. */
  readonly from: number;
  /** Magnitudes of the octave's bins; may have one frame more than the transform. */
  readonly magnitudes: FrameMatrix;
}

/** Computes {@link cqt} octave by octave, the highest first. */
export function cqtOctaves(
  samples: Float32Array,
  options: CqtOptions,
): { readonly octaves: readonly Octave[]; readonly frames: number } {
  checkSamples(samples);
  const { sampleRateHz, nBins = 84, binsPerOctave = 12 } = options;
  checkNumber("sampleRateHz", sampleRateHz, { above: 0 });
  checkInteger("nBins", nBins, 1, 4096);
  checkInteger("binsPerOctave", binsPerOctave, 1, 1024);
  const hopSamples = checkInteger("hopSamples", options.hopSamples ?? 512, 1);
  const tuning = options.tuning === null
    ? estimateTuning(samples, { sampleRateHz, binsPerOctave })
    : checkNumber("tuning", options.tuning ?? 0, {});
  const fMinHz = checkNumber("fMinHz", options.fMinHz ?? C1_HZ, { above: 0 }) *
    2 ** (tuning / binsPerOctave);
  const frequencies = constantQFrequencies(nBins, binsPerOctave, fMinHz);
  const bandwidths = relativeBandwidths(frequencies, binsPerOctave);
  const reachHz = highestReach(frequencies, bandwidths);
  if (reachHz > sampleRateHz / 2) {
    throw new RangeError(
      `Computing a constant-Q transform of ${nBins} bins from ${fMinHz} Hz: expected a highest ` +
        `frequency of at most ${sampleRateHz / 2} Hz, received ${reachHz} Hz`,
    );
  }
  const core = dspCore();
  const octaves = Math.ceil(nBins / binsPerOctave);
  const skipped = skippedOctaves(sampleRateHz / 2, reachHz, hopSamples, octaves);
  let signal = skipped === 0 ? samples : decimate(samples, 2 ** skipped);
  let rateHz = sampleRateHz / 2 ** skipped;
  let hop = hopSamples / 2 ** skipped;
  const parts: Octave[] = [];
  for (let octave = 0; octave < octaves; octave++) {
    const to = nBins - octave * binsPerOctave;
    const from = Math.max(0, to - binsPerOctave);
    const hz = frequencies.subarray(from, to);
    const q = bandwidths.subarray(from, to);
    const bank = core.plan(`cqt ${rateHz} ${hz[0]} ${hz.length} ${binsPerOctave}`, () => {
      // Unit gain, the energy that halving kept, and librosa's scale by the square root of the
      // filter length.
      const gains = hz.map((f, k) => Math.sqrt(q[k]! * f / rateHz));
      const { nFft, filters } = wavelets(hz, q, rateHz);
      return { nFft, bins: filters.length, address: allocComplexBank(core, filters, gains) };
    });
    parts.push({ from, magnitudes: bankMagnitudes(core, signal, hop, bank) });
    if (hop % 2 === 0 && octave + 1 < octaves) {
      hop /= 2;
      rateHz /= 2;
      signal = decimate(signal, 2);
    }
  }
  const frames = Math.min(...parts.map(({ magnitudes }) => magnitudes.frames));
  return { octaves: parts, frames };
}

/** Counts how often the rate can be halved before the first octave. */
function skippedOctaves(
  nyquistHz: number,
  reachHz: number,
  hopSamples: number,
  octaves: number,
): number {
  let twos = 0;
  while (hopSamples % 2 ** (twos + 1) === 0) twos++;
  const room = Math.ceil(Math.log2(nyquistHz / reachHz)) - 2;
  return Math.max(0, Math.min(room, twos - octaves + 1));
}

/** Filters of an octave in WebAssembly memory. */
interface BankPlan {
  readonly nFft: number;
  readonly bins: number;
  readonly address: number;
}

function bankMagnitudes(
  core: DspCore,
  samples: Float32Array,
  hopSamples: number,
  { nFft, bins, address }: BankPlan,
): FrameMatrix {
  const { kernels } = core;
  const { spectra, frames } = planFrames(core, samples, { nFft, hopSamples, window: "boxcar" });
  const data = new Float32Array(frames.count * bins);
  core.scratch(() => {
    const x = core.alloc(spectra.workBytes);
    const y = core.alloc(spectra.workBytes);
    const lanes = core.alloc(bins * 16);
    const rows = core.alloc(bins * 16);
    forFrameGroups(core, frames, ({ from, hopBytes, first }) => {
      for (let f = 0; f < 8 && first + f < frames.count; f += 4) {
        const z = spectra4(core, spectra, from + f * hopBytes, hopBytes, x, y);
        kernels.complexBank4(z, address, bins, lanes);
        kernels.storeRows(lanes, 16, bins, rows, bins * 4);
        const count = Math.min(4, frames.count - first - f);
        data.set(core.f32(rows, count * bins), (first + f) * bins);
      }
    });
  });
  return { data, frames: frames.count, bins };
}

/**
 * Writes filters to WebAssembly memory in the layout of `assembly/power.ts`.
 *
 * @returns their address
 */
function allocComplexBank(
  core: DspCore,
  filters: readonly Wavelet[],
  gains: Float64Array,
): number {
  const address = core.alloc(filters.reduce((sum, { weights }) => sum + 8 + 4 * weights.length, 0));
  let at = address;
  for (const [k, { firstBin, weights }] of filters.entries()) {
    core.i32(at, 2).set([firstBin * 32, weights.length / 2]);
    core.f32(at + 8, weights.length).set(weights.map((value) => value * gains[k]!));
    at += 8 + 4 * weights.length;
  }
  return address;
}
