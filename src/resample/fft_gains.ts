import { dspCore } from "../dsp/core.ts";
import { kaiserLowpass } from "./kaiser_lowpass.ts";
import type { FftBlock } from "./overlap_save.ts";

/**
 * Computes the filter's response at the common bins of both transforms, divided by the length of
 * the first, because the transforms are not normalized.
 *
 * @param pass end of the pass band, in cycles per input sample; its ripple is replaced by gain 1
 * @param stop start of the stop band, in cycles per input sample; at most half the lower rate
 * @returns `[min(inputs, outputs)]`, negative frequencies last
 */
export function fftGains(
  { inputs, outputs }: FftBlock,
  pass: number,
  stop: number,
): Float32Array {
  const bins = Math.min(inputs, outputs);
  const filter = kaiserLowpass(pass, stop);
  // The filter, sampled at twice its stop band; its response is a Chebyshev series, as it is even.
  const step = 0.5 / stop;
  const taps = Float64Array.from({ length: Math.ceil(filter.half / step) }, (_, i) => {
    return (i === 0 ? 1 : 2) * filter.at(i * step);
  });
  const sum = taps.reduce((a, b) => a + b);
  const gains = new Float32Array(bins).fill(1 / inputs);
  gains[bins / 2] = 0;
  const core = dspCore();
  core.scratch(() => {
    const series = core.alloc(taps.byteLength);
    core.f64(series, taps.length).set(taps);
    for (let k = Math.floor(pass * inputs); k < bins / 2; k++) {
      const frequency = k / inputs;
      if (frequency <= pass) continue;
      const cosine = Math.cos(2 * Math.PI * frequency * step);
      const gain = frequency < stop
        ? core.kernels.cosineSeries(series, taps.length, cosine) / sum
        : 0;
      gains[k] = gains[bins - k] = gain / inputs;
    }
  });
  return gains;
}
