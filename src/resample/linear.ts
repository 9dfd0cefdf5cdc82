/**
 * Changes the sample rate by linear interpolation, without a filter: frequencies above the new
 * Nyquist frequency alias. Some published systems resample their input like this.
 *
 * @param samples mono, `[n]`
 * @returns `[floor(n * toHz / fromHz)]`; `samples` itself when the rates are equal
 */
export function resampleLinear(
  samples: Float32Array,
  { fromHz, toHz }: { readonly fromHz: number; readonly toHz: number },
): Float32Array {
  if (fromHz === toHz) return samples;
  const length = Math.floor(samples.length * toHz / fromHz);
  const last = samples.length - 1;
  return Float32Array.from({ length }, (_, j) => {
    const place = Math.min(last, j / length * samples.length);
    const left = Math.floor(place);
    return samples[left]! + (place - left) * (samples[Math.min(last, left + 1)]! - samples[left]!);
  });
}
