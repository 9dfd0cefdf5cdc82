import { irfft } from "../features/irfft.ts";
import { rfft } from "../features/rfft.ts";

/**
 * A signal through a filter or a room.
 *
 * @param samples mono, `[n]`
 * @param response impulse response at the same rate, `[m]`, at least one
 * @returns `[n + m - 1]`
 * @throws {RangeError} when either is empty
 */
export function convolve(samples: Float32Array, response: Float32Array): Float32Array {
  if (samples.length === 0 || response.length === 0) {
    throw new RangeError(
      `Convolving ${samples.length} samples with a response of ${response.length}: one is empty`,
    );
  }
  const length = samples.length + response.length - 1;
  let nFft = 2;
  while (nFft < length) nFft *= 2;
  const x = rfft(samples, { nFft });
  const y = rfft(response, { nFft });
  for (let k = 0; k < x.length; k += 2) {
    const [re, im] = [x[k]!, x[k + 1]!];
    x[k] = re * y[k]! - im * y[k + 1]!;
    x[k + 1] = re * y[k + 1]! + im * y[k]!;
  }
  return irfft(x, { nFft }).subarray(0, length);
}
