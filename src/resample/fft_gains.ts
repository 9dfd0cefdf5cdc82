import { kaiserLowpass } from "./kaiser_lowpass.ts";
import type { FftBlock } from "./overlap_save.ts";

/**
 * The filter's response at the bins that both transforms have, over the length of the first, because
 * neither transform scales; negative frequencies last.
 *
 * @param pass up to this flat, in cycles an input sample; what little it ripples is left out
 * @param stop from this on gone; at most half the lower rate
 */
export function fftGains(
  { inputs, outputs }: FftBlock,
  pass: number,
  stop: number,
): Float32Array {
  const bins = Math.min(inputs, outputs);
  const filter = kaiserLowpass(pass, stop);
  // The filter as often as its stop band allows; an even function, summed as a Chebyshev series.
  const step = 0.5 / stop;
  const taps = Float64Array.from({ length: Math.ceil(filter.half / step) }, (_, i) => {
    return (i === 0 ? 1 : 2) * filter.at(i * step);
  });
  const sum = taps.reduce((a, b) => a + b);
  const gains = new Float32Array(bins);
  for (let k = 0; k < bins / 2; k++) {
    const frequency = k / inputs;
    let gain = 1;
    if (frequency >= stop) gain = 0;
    else if (frequency > pass) {
      gain = chebyshev(taps, Math.cos(2 * Math.PI * frequency * step)) / sum;
    }
    gains[k] = gain / inputs;
    if (k > 0) gains[bins - k] = gains[k]!;
  }
  return gains;
}

/** The sum of `a[n] cos(n x)`, given cos x. @see Clenshaw, 1955 */
function chebyshev(a: Float64Array, cosine: number): number {
  let b1 = 0, b2 = 0;
  for (let n = a.length - 1; n > 0; n--) {
    const b0 = a[n]! + 2 * cosine * b1 - b2;
    b2 = b1;
    b1 = b0;
  }
  return a[0]! + cosine * b1 - b2;
}
