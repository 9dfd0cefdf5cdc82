import type { ComplexFrameMatrix } from "../../types.ts";
import { checkFftLength, checkInteger, checkSamples } from "../_check.ts";
import type { FrameOptions } from "../_frames.ts";
import { irfft } from "./irfft.ts";
import { windowFunction } from "./window_function.ts";

/**
 * Options of {@link istft}: those of the forward transform without the padding, which is removed.
 */
export interface IstftOptions extends Omit<FrameOptions, "padMode"> {
  /** Length of the result in samples. Default: the length that the frames cover. */
  readonly lengthSamples?: number;
}

/**
 * Computes a signal from a short-time spectrum, as `librosa.istft`: frames are windowed again,
 * added, and divided by the sum of the squared windows where it is not 0.
 *
 * @param X `[frames, floor(nFft / 2) + 1, 2]`
 * @returns mono, `[lengthSamples]`
 * @throws {TypeError} when `X` has another shape
 * @throws {RangeError} when an option is out of range
 */
export function istft(X: ComplexFrameMatrix, options: IstftOptions): Float32Array<ArrayBuffer> {
  checkSamples(X?.data);
  const nFft = checkFftLength(options.nFft);
  const hop = checkInteger("hopSamples", options.hopSamples, 1);
  const { windowSamples = nFft, window = "hann", center = true } = options;
  checkInteger("windowSamples", windowSamples, 1, nFft);
  const row = 2 * (Math.floor(nFft / 2) + 1);
  if (2 * X.bins !== row || X.data.length !== X.frames * row) {
    throw new TypeError(
      `Inverting a spectrum of ${nFft} points: expected ${
        row / 2
      } bins in ${row} values per frame, ` +
        `received ${X.frames} x ${X.bins} bins in ${X.data.length} values`,
    );
  }
  const lead = center ? Math.floor(nFft / 2) : 0;
  const held = X.frames === 0 ? 0 : Math.max(0, nFft + hop * (X.frames - 1) - 2 * lead);
  const length = checkInteger("lengthSamples", options.lengthSamples ?? held, 0);
  const weights = new Float64Array(nFft);
  weights.set(windowFunction(window, windowSamples), Math.floor((nFft - windowSamples) / 2));

  const sum = new Float64Array(length);
  const squares = new Float64Array(length);
  const used = Math.min(X.frames, Math.ceil((length + 2 * lead) / hop));
  for (let t = 0; t < used; t++) {
    const frame = irfft(X.data.subarray(t * row, (t + 1) * row), { nFft });
    const start = t * hop - lead;
    const end = Math.min(nFft, length - start);
    for (let j = Math.max(0, -start); j < end; j++) {
      sum[start + j]! += frame[j]! * weights[j]!;
      squares[start + j]! += weights[j]! ** 2;
    }
  }
  // librosa does not divide by values below the smallest float32 either.
  return Float32Array.from(sum, (value, i) => squares[i]! > 1.2e-38 ? value / squares[i]! : value);
}
