import { irfft } from "../irfft.ts";
import type { FrameMatrix } from "../../types.ts";

/** Fundamental frequency and how periodic each frame is. */
export interface PitchTrack {
  /** `[frames]`, Hz; of the best period even where the frame is not voiced. */
  readonly f0Hz: Float32Array;
  /** `[frames]`, 0 to 1: autocorrelation at the best period. */
  readonly strength: Float32Array;
}

/** A peak this close to the best one wins when its period is shorter, so that octaves below lose. */
const OCTAVE_PREFERENCE = 0.88;

/**
 * Pitch by autocorrelation, from power spectra that are there already.
 *
 * @param power `[frames, nFft / 2 + 1]`; the frame is at most `nFft` minus the longest period long
 * @param windowPower the power spectrum of the analysis window itself, `[nFft / 2 + 1]`
 * @see Boersma 1993, "Accurate short-term analysis of the fundamental frequency"
 */
export function pitchTrack(
  power: FrameMatrix,
  windowPower: Float32Array,
  options: {
    readonly sampleRateHz: number;
    readonly fMinHz: number;
    readonly fMaxHz: number;
    /** Bins from here on count as silent, so that all channels are heard alike. */
    readonly binsMax: number;
  },
): PitchTrack {
  const { sampleRateHz } = options;
  const nFft = 2 * (power.bins - 1);
  const lagMin = Math.max(2, Math.floor(sampleRateHz / options.fMaxHz));
  const lagMax = Math.ceil(sampleRateHz / options.fMinHz);
  const spectrum = new Float32Array(2 * power.bins);
  const ofWindow = autocorrelation(spectrum, windowPower, power.bins, nFft);
  const f0Hz = new Float32Array(power.frames);
  const strength = new Float32Array(power.frames);
  const r = new Float32Array(lagMax + 2);

  for (let t = 0; t < power.frames; t++) {
    const row = power.data.subarray(t * power.bins, (t + 1) * power.bins);
    const ofFrame = autocorrelation(spectrum, row, options.binsMax, nFft);
    if (!(ofFrame[0]! > 0)) {
      f0Hz[t] = sampleRateHz / lagMax;
      continue;
    }
    for (let lag = 0; lag < r.length; lag++) {
      r[lag] = ofFrame[lag]! / ofFrame[0]! / (ofWindow[lag]! / ofWindow[0]!);
    }
    let best = 0;
    for (let lag = lagMin; lag <= lagMax; lag++) {
      if (isPeak(r, lag)) best = Math.max(best, r[lag]!);
    }
    let lag = lagMin;
    while (lag < lagMax && !(isPeak(r, lag) && r[lag]! >= OCTAVE_PREFERENCE * best)) lag++;
    const { at, value } = best > 0 ? parabolicPeak(r, lag) : { at: lagMax, value: 0 };
    f0Hz[t] = sampleRateHz / at;
    strength[t] = Math.min(1, Math.max(0, value));
  }
  return { f0Hz, strength };
}

function autocorrelation(
  spectrum: Float32Array,
  power: Float32Array,
  binsMax: number,
  nFft: number,
): Float32Array {
  spectrum.fill(0);
  for (let k = 0; k < binsMax; k++) spectrum[2 * k] = power[k]!;
  return irfft(spectrum, { nFft });
}

function isPeak(r: Float32Array, lag: number): boolean {
  return r[lag]! > 0 && r[lag]! >= r[lag - 1]! && r[lag]! >= r[lag + 1]!;
}

function parabolicPeak(r: Float32Array, lag: number): { at: number; value: number } {
  const [a, b, c] = [r[lag - 1]!, r[lag]!, r[lag + 1]!];
  const bend = a - 2 * b + c;
  const shift = bend < 0 ? Math.max(-0.5, Math.min(0.5, (a - c) / (2 * bend))) : 0;
  return { at: lag + shift, value: b - (a - c) * shift / 4 };
}
