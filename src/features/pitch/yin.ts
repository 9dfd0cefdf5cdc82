import { checkNumber } from "../_check.ts";
import { isTrough, type PitchOptions, yinFrames } from "./yin_frames.ts";

/** Options of {@link yin}. */
export interface YinOptions extends PitchOptions {
  /**
   * Threshold of the first trough that counts; the deepest one counts if none is below. Default
   * 0.1.
   */
  readonly troughThreshold?: number;
}

/**
 * Estimates the fundamental frequency by YIN, as `librosa.yin`. Unvoiced frames have a value, too;
 * use `pyin` to detect them.
 *
 * @param samples mono, `[n]`
 * @returns Hz, `[frames]`
 * @throws {RangeError} when an option is out of range
 * @see de Cheveigné and Kawahara, "YIN, a fundamental frequency estimator", 2002
 */
export function yin(samples: Float32Array, options: YinOptions): Float32Array<ArrayBuffer> {
  const threshold = checkNumber("troughThreshold", options.troughThreshold ?? 0.1, { min: 0 });
  const { data, frames, lags, lowestLag } = yinFrames(samples, options);
  const f0Hz = new Float32Array(frames);
  for (let t = 0; t < frames; t++) {
    const row = data.subarray(t * lags, (t + 1) * lags);
    let lag = 0;
    while (lag < lags && !(row[lag]! < threshold && isTrough(row, lag))) lag++;
    if (lag === lags) lag = deepest(row);
    f0Hz[t] = options.sampleRateHz / (lowestLag + lag + troughShift(row, lag));
  }
  return f0Hz;
}

/** Computes the offset of the lowest point of the parabola through a trough. */
export function troughShift(row: Float32Array, lag: number): number {
  if (lag === 0 || lag === row.length - 1) return 0;
  return parabolicShift(row[lag - 1]!, row[lag]!, row[lag + 1]!);
}

function deepest(row: Float32Array): number {
  let best = 0;
  for (let k = 1; k < row.length; k++) if (row[k]! < row[best]!) best = k;
  return best;
}

/**
 * Computes the offset of the extremum of a parabola through three values from the middle one; 0
 * outside of them.
 */
function parabolicShift(left: number, middle: number, right: number): number {
  const a = left + right - 2 * middle;
  const b = (right - left) / 2;
  return Math.abs(b) >= Math.abs(a) ? 0 : -b / a;
}
