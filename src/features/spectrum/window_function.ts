import { checkInteger } from "../_check.ts";

/**
 * Name of a window function: `povey` is Kaldi's, Hann to the power of 0.85; `boxcar` is all ones.
 */
export type WindowName = "hann" | "hamming" | "blackman" | "povey" | "boxcar";

const cosineSums: Record<WindowName, readonly number[]> = {
  hann: [0.5, -0.5],
  hamming: [0.54, -0.46],
  blackman: [0.42, -0.5, 0.08],
  povey: [0.5, -0.5],
  boxcar: [1],
};

/**
 * Computes a window in float64 and rounds it to float32, as `scipy.signal.get_window`.
 *
 * @param windowSamples length in samples, 1 or more
 * @param options `periodic`: true for spectra, false for a symmetric window. Default true
 * @returns 0 to 1, `[windowSamples]`
 * @throws {RangeError} when the name is unknown or there are no samples
 */
export function windowFunction(
  name: WindowName,
  windowSamples: number,
  options: { readonly periodic?: boolean } = {},
): Float32Array<ArrayBuffer> {
  checkInteger("windowSamples", windowSamples, 1);
  const terms = Object.hasOwn(cosineSums, name) ? cosineSums[name] : undefined;
  if (!terms) {
    const known = Object.keys(cosineSums).join(", ");
    throw new RangeError(`Computing a window: expected ${known}, received ${name}`);
  }
  const span = (options.periodic ?? true) ? windowSamples : windowSamples - 1;
  return Float32Array.from({ length: windowSamples }, (_, n) => {
    if (windowSamples === 1) return 1;
    const angle = 2 * Math.PI * n / span;
    const value = terms.reduce((sum, term, k) => sum + term * Math.cos(k * angle), 0);
    return name === "povey" ? value ** 0.85 : value;
  });
}
