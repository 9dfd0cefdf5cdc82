import { irfft } from "../features/spectrum/irfft.ts";
import { rfft } from "../features/spectrum/rfft.ts";

/** Longest transform; longer ones are not faster. */
const FFT_MAX = 2 ** 20;

/**
 * Convolves a signal with an impulse response, such as that of a filter or a room.
 *
 * @param samples mono, `[n]`
 * @param response impulse response at the same rate, `[m]`, 1 to 524,288
 * @returns `[n + m - 1]`
 * @throws {RangeError} when either is empty, or the response too long
 */
export function convolve(samples: Float32Array, response: Float32Array): Float32Array {
  if (samples.length === 0 || response.length === 0 || response.length > FFT_MAX / 2) {
    throw new RangeError(
      `Convolving: expected one or more samples and a response of 1 to ${FFT_MAX / 2} samples, ` +
        `received ${samples.length} and ${response.length}`,
    );
  }
  const out = new Float32Array(samples.length + response.length - 1);
  let nFft = 2;
  while (nFft < out.length && nFft < FFT_MAX) nFft *= 2;
  const y = rfft(response, { nFft });
  const block = nFft - response.length + 1;
  for (let start = 0; start < samples.length; start += block) {
    const part = samples.subarray(start, start + block);
    const x = rfft(part, { nFft });
    for (let k = 0; k < x.length; k += 2) {
      const [re, im] = [x[k]!, x[k + 1]!];
      x[k] = re * y[k]! - im * y[k + 1]!;
      x[k + 1] = re * y[k + 1]! + im * y[k]!;
    }
    const sum = irfft(x, { nFft });
    const length = part.length + response.length - 1;
    for (let n = 0; n < length; n++) out[start + n]! += sum[n]!;
  }
  return out;
}
