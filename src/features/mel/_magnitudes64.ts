import type { DspCore } from "../../dsp/core.ts";

/** Transform in float64 of frames under a periodic Hann window, filled up with zeros. */
export interface MagnitudePlan {
  readonly nFft: number;
  readonly window: Float64Array;
  /** Address of the factors that `fft64` reads. */
  readonly twiddles: number;
}

/** @param nFft a power of two, at least `windowSamples` */
export function planMagnitudes(
  core: DspCore,
  windowSamples: number,
  nFft: number,
): MagnitudePlan {
  return core.plan(`magnitudes64 ${windowSamples} ${nFft}`, () => {
    const twiddles = core.alloc(8 * nFft);
    const w = core.f64(twiddles, nFft);
    for (let k = 0; k < nFft / 2; k++) {
      w[2 * k] = Math.cos(2 * Math.PI * k / nFft);
      w[2 * k + 1] = -Math.sin(2 * Math.PI * k / nFft);
    }
    const window = Float64Array.from(
      { length: windowSamples },
      (_, n) => 0.5 - 0.5 * Math.cos(2 * Math.PI * n / windowSamples),
    );
    return { nFft, window, twiddles };
  });
}

/**
 * Magnitudes of the eight frames at `from` to `[bin][8]`. Two frames go through one transform, as real
 * and imaginary parts. `x` and `y` are work of `16 * nFft` bytes.
 */
export function magnitudes8(
  core: DspCore,
  { nFft, window, twiddles }: MagnitudePlan,
  from: number,
  hopBytes: number,
  x: number,
  y: number,
  rows: number,
): void {
  const { heap } = core;
  const length = 2 * nFft;
  const z = core.f64(x, length), spare = core.f64(y, length);
  for (let lane = 0; lane < 8; lane += 2) {
    const first = (from + lane * hopBytes) / 4, second = first + hopBytes / 4;
    for (let n = 0; n < window.length; n++) {
      z[2 * n] = window[n]! * heap[first + n]!;
      z[2 * n + 1] = window[n]! * heap[second + n]!;
    }
    z.fill(0, 2 * window.length);
    const Z = core.kernels.fft64(nFft, twiddles, x, y) === x ? z : spare;
    let out = rows / 4 + lane;
    for (let k = 0; k <= nFft / 2; k++, out += 8) {
      const mirror = k === 0 ? 0 : nFft - k;
      const re = Z[2 * k]!, im = Z[2 * k + 1]!;
      const reMirror = Z[2 * mirror]!, imMirror = Z[2 * mirror + 1]!;
      heap[out] = Math.sqrt((re + reMirror) ** 2 + (im - imMirror) ** 2) / 2;
      heap[out + 1] = Math.sqrt((im + imMirror) ** 2 + (reMirror - re) ** 2) / 2;
    }
  }
}
