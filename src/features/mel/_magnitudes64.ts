import type { DspCore } from "../../dsp/core.ts";

/** Transform in float64 of frames under a periodic Hann window, filled up with zeros. */
export interface MagnitudePlan {
  readonly nFft: number;
  readonly window: Float64Array;
  /** exp(-2 pi i k / nFft), k < nFft / 2, interleaved. */
  readonly factors: Float64Array;
  /** Address of every second factor, for a transform of half the length. */
  readonly twiddles: number;
}

/** @param nFft a power of two, at least `windowSamples` and 4 */
export function planMagnitudes(
  core: DspCore,
  windowSamples: number,
  nFft: number,
): MagnitudePlan {
  return core.plan(`magnitudes64 ${windowSamples} ${nFft}`, () => {
    const factors = Float64Array.from({ length: nFft }, (_, i) => {
      const angle = Math.PI * (i - i % 2) / nFft;
      return i % 2 === 0 ? Math.cos(angle) : -Math.sin(angle);
    });
    const twiddles = core.alloc(4 * nFft);
    core.f64(twiddles, nFft / 2).set(factors.filter((_, i) => i % 4 < 2));
    const window = Float64Array.from(
      { length: windowSamples },
      (_, n) => 0.5 - 0.5 * Math.cos(2 * Math.PI * n / windowSamples),
    );
    return { nFft, window, factors, twiddles };
  });
}

/**
 * Magnitudes of the eight frames at `from` to `[bin][8]`. Even and odd samples of a frame go through one
 * complex transform. `x` and `y` are work of `8 * nFft` bytes.
 */
export function magnitudes8(
  core: DspCore,
  { nFft, window, factors, twiddles }: MagnitudePlan,
  from: number,
  hopBytes: number,
  x: number,
  y: number,
  rows: number,
): void {
  const { heap } = core;
  const half = nFft / 2;
  const z = core.f64(x, nFft), spare = core.f64(y, nFft);
  for (let lane = 0; lane < 8; lane++) {
    const first = (from + lane * hopBytes) / 4, out = rows / 4 + lane;
    for (let n = 0; n < window.length; n++) z[n] = window[n]! * heap[first + n]!;
    z.fill(0, window.length);
    const Z = core.kernels.fft64(half, twiddles, x, y) === x ? z : spare;
    for (let k = 0; 2 * k <= half; k++) {
      const mirror = k === 0 ? 0 : half - k;
      const re = Z[2 * k]!, im = Z[2 * k + 1]!;
      const reMirror = Z[2 * mirror]!, imMirror = Z[2 * mirror + 1]!;
      // Transforms of the even samples and, turned, of the odd ones; both are doubled.
      const evenRe = re + reMirror, evenIm = im - imMirror;
      const oddRe = im + imMirror, oddIm = reMirror - re;
      const cos = factors[2 * k]!, sin = factors[2 * k + 1]!;
      const turnedRe = cos * oddRe - sin * oddIm, turnedIm = cos * oddIm + sin * oddRe;
      heap[out + 8 * k] = Math.sqrt((evenRe + turnedRe) ** 2 + (evenIm + turnedIm) ** 2) / 2;
      heap[out + 8 * (half - k)] = Math.sqrt((evenRe - turnedRe) ** 2 + (evenIm - turnedIm) ** 2) /
        2;
    }
  }
}
