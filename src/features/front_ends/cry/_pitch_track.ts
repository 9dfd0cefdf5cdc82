import type { DspCore } from "../../../dsp/core.ts";
import { type FftPlan, planRfftLanes } from "../../../dsp/fft_plan.ts";
import type { FrameColumns } from "./_frame_columns.ts";
import { windowFunction } from "../../spectrum/window_function.ts";

/** Fundamental frequency and periodicity of each frame. */
export interface PitchTrack {
  /** Frequency of the best period in Hz, `[frames]`; defined for unvoiced frames, too. */
  readonly f0Hz: Float32Array;
  /** Autocorrelation at the best period, 0 to 1, `[frames]`. */
  readonly strength: Float32Array;
}

/** Options of the pitch search. */
export interface PitchTrackOptions {
  readonly sampleRateHz: number;
  /** Length of the Hann window in samples; its sum with the longest period is at most `nFft`. */
  readonly frameSamples: number;
  readonly nFft: number;
  readonly f0MinHz: number;
  readonly f0MaxHz: number;
  /**
   * Upper edge of the band, in Hz; higher frequencies are ignored, so that channels are comparable.
   */
  readonly fMaxHz: number;
}

/** Plan of {@link pitchTrack} in WebAssembly memory. */
export interface PitchTrackPlan {
  readonly fft: FftPlan;
  readonly lagMin: number;
  readonly lagMax: number;
  /** Address of the factor for each lag that compensates for the window. */
  readonly correction: number;
}

/**
 * Share of the highest peak above which a peak with a shorter period is preferred, to avoid octave
 * errors.
 */
const OCTAVE_PREFERENCE = 0.88;

export function planPitchTrack(core: DspCore, options: PitchTrackOptions): PitchTrackPlan {
  const { sampleRateHz, frameSamples, nFft } = options;
  const fft = planRfftLanes(core, nFft);
  const lagMin = Math.max(2, Math.floor(sampleRateHz / options.f0MaxHz));
  const lagMax = Math.ceil(sampleRateHz / options.f0MinHz);
  const window = windowFunction("hann", frameSamples);
  const ofWindow = Float64Array.from({ length: lagMax + 2 }, (_, lag) => {
    let sum = 0;
    for (let i = lag; i < frameSamples; i++) sum += window[i]! * window[i - lag]!;
    return sum;
  });
  const correction = core.allocF32(ofWindow.map((value) => ofWindow[0]! / value));
  return { fft, lagMin, lagMax, correction };
}

/**
 * Tracks pitch by autocorrelation, from given power spectra. Must be called inside `scratch`.
 *
 * @see Boersma 1993, "Accurate short-term analysis of the fundamental frequency"
 */
export function pitchTrack(
  core: DspCore,
  { fft, lagMin, lagMax, correction }: PitchTrackPlan,
  options: PitchTrackOptions,
  { powers, groupBytes, frames }: FrameColumns,
): PitchTrack {
  const { kernels } = core;
  const { sampleRateHz, nFft } = options;
  const bins = Math.floor(options.fMaxHz * nFft / sampleRateHz);
  const x = core.alloc(16 * nFft + 32);
  const y = core.alloc(16 * nFft + 32);
  const work = core.alloc(16 * (lagMax + 2));
  const found = core.alloc(Math.ceil(frames / 4) * 32);
  for (let t = 0; t < frames; t += 4) {
    const from = powers + (t >> 3) * groupBytes + (t & 4) * 4;
    kernels.evenSpectrum(from, 32, bins, nFft, x);
    // The transform of the power is nFft times the autocorrelation.
    const acf = kernels.fftLanes(fft.address, x, y);
    kernels.splitLanes(fft.address, acf);
    kernels.pitchLanes(acf, correction, lagMin, lagMax, OCTAVE_PREFERENCE, work, found + 8 * t);
  }
  const values = core.f32(found, Math.ceil(frames / 4) * 8);
  const f0Hz = new Float32Array(frames);
  const strength = new Float32Array(frames);
  for (let t = 0; t < frames; t++) {
    const at = (t >> 2) * 8 + (t & 3);
    f0Hz[t] = sampleRateHz / values[at]!;
    // Not a number where the power underflows.
    strength[t] = values[at + 4]! || 0;
  }
  return { f0Hz, strength };
}
