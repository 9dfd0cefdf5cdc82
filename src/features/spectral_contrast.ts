import type { FrameMatrix } from "../types.ts";
import { checkInteger, checkNumber } from "./_check.ts";
import { forSpectra, roundHalfEven, type SpectrumOptions } from "./_spectrum.ts";
import { powerToDb } from "./decibels.ts";

/** Options of {@link spectralContrast}. */
export interface SpectralContrastOptions extends SpectrumOptions {
  /** Octave bands above the lowest; default 6. */
  readonly nBands?: number;
  /** Upper edge of the lowest band; default 200. */
  readonly fMinHz?: number;
  /** Share of a band's bins that makes its peak and its valley; default 0.02. */
  readonly quantile?: number;
  /** Whether to give the difference itself instead of dB; default false. */
  readonly linear?: boolean;
}

/**
 * How far peaks stand above valleys in octave bands, as `librosa.feature.spectral_contrast`.
 *
 * @param input samples, or magnitudes `[frames, floor(nFft / 2) + 1]`
 * @returns dB, `[frames, nBands + 1]`
 * @throws {RangeError} when a band begins above half the rate or holds no bin
 * @see Jiang et al., "Music type classification by spectral contrast feature", 2002
 */
export function spectralContrast(
  input: Float32Array | FrameMatrix,
  options: SpectralContrastOptions,
): FrameMatrix {
  const { nBands = 6, fMinHz = 200, quantile = 0.02, linear = false } = options;
  checkInteger("nBands", nBands, 1, 64);
  checkNumber("fMinHz", fMinHz, { above: 0 });
  checkNumber("quantile", quantile, { above: 0, max: 1 });
  checkNumber("sampleRateHz", options.sampleRateHz, { above: 0 });
  const columns = nBands + 1;
  const peaks: number[] = [];
  const valleys: number[] = [];
  const frames = forSpectra(input, options, 1, (piece) => {
    const { data, bins, nFft } = piece;
    const bands = octaveBands(options.sampleRateHz / nFft, bins, nBands, fMinHz);
    for (let t = 0; t < piece.frames; t++) {
      for (const { from, to, bins: counted } of bands) {
        const part = data.subarray(t * bins + from, t * bins + to);
        const count = Math.max(1, roundHalfEven(quantile * counted));
        valleys.push(meanOfLowest(part, count, 1));
        peaks.push(-meanOfLowest(part, count, -1));
      }
    }
  });
  const matrix = (values: number[]): FrameMatrix => {
    const whole = { data: Float32Array.from(values), frames, bins: columns };
    return linear ? whole : powerToDb(whole);
  };
  const low = matrix(valleys).data;
  const contrast = matrix(peaks).data.map((peak, i) => peak - low[i]!);
  return { data: contrast, frames, bins: columns };
}

interface OctaveBand {
  readonly from: number;
  readonly to: number;
  /** Bins that count for the quantile: the one shared with the next band, too. */
  readonly bins: number;
}

function octaveBands(hz: number, bins: number, nBands: number, fMinHz: number): OctaveBand[] {
  if (fMinHz * 2 ** (nBands - 1) >= hz * (bins - 1)) {
    throw new RangeError(
      `Laying out ${nBands} octaves above ${fMinHz} Hz: the last begins above half the rate`,
    );
  }
  return Array.from({ length: nBands + 1 }, (_, k) => {
    const low = k === 0 ? 0 : fMinHz * 2 ** (k - 1);
    const high = fMinHz * 2 ** k;
    let first = 0;
    while (first < bins && first * hz < low) first++;
    let last = first - 1;
    while (last + 1 < bins && (last + 1) * hz <= high) last++;
    if (last < first) throw new RangeError(`The band of ${low} to ${high} Hz holds no bin`);
    const from = Math.max(0, k > 0 ? first - 1 : first);
    const end = k === nBands ? bins : last + 1;
    const to = k === nBands ? end : end - 1;
    if (to <= from) throw new RangeError(`The band of ${low} to ${high} Hz holds one bin`);
    return { from, to, bins: end - from };
  });
}

/** Mean of the `count` lowest of `sign * values`, or of all if they are fewer. */
function meanOfLowest(values: Float32Array, count: number, sign: 1 | -1): number {
  const kept = new Float64Array(Math.min(count, values.length)).fill(Infinity);
  const last = kept.length - 1;
  for (let i = 0; i < values.length; i++) {
    const value = sign * values[i]!;
    if (value >= kept[last]!) continue;
    let at = last;
    for (; at > 0 && kept[at - 1]! > value; at--) kept[at] = kept[at - 1]!;
    kept[at] = value;
  }
  let sum = 0;
  for (let i = 0; i <= last; i++) sum += kept[i]!;
  return sum / kept.length;
}
