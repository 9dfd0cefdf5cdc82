import type { DspCore } from "../../dsp/core.ts";

/** Transform in float64 of frames under a periodic Hann window, padded with zeros. */
export interface MagnitudePlan {
  readonly nFft: number;
  readonly windowSamples: number;
  /** Addresses of what `magnitudes64` reads. */
  readonly window: number;
  readonly twiddles: number;
  readonly factors: number;
}

/** @param nFft a power of two, at least `windowSamples` and 2 */
export function planMagnitudes(core: DspCore, windowSamples: number, nFft: number): MagnitudePlan {
  return core.plan(`magnitudes64 ${windowSamples} ${nFft}`, () => {
    const table = (length: number, value: (i: number) => number) => {
      const address = core.alloc(8 * length);
      core.f64(address, length).set(Float64Array.from({ length }, (_, i) => value(i)));
      return address;
    };
    /** Angle of the factor that holds value `i`. */
    const angle = (i: number, points: number) => 2 * Math.PI * (i >> 1) / points;
    return {
      nFft,
      windowSamples,
      window: table(windowSamples, (n) => 0.5 - 0.5 * Math.cos(2 * Math.PI * n / windowSamples)),
      twiddles: table(nFft / 2, (i) => {
        const turn = angle(i, nFft / 2);
        return i % 2 === 0 ? Math.cos(turn) : -Math.sin(turn);
      }),
      factors: table(2 * Math.floor(nFft / 4) + 2, (i) => {
        const turn = angle(i, nFft);
        return i % 2 === 0 ? -Math.sin(turn) : -Math.cos(turn);
      }),
    };
  });
}

/** Magnitudes of the eight frames at `from` to `[bin][8]`. `x` and `y` are work of `8 * nFft` bytes. */
export function magnitudes8(
  { kernels }: DspCore,
  { nFft, windowSamples, window, twiddles, factors }: MagnitudePlan,
  from: number,
  hopBytes: number,
  x: number,
  y: number,
  rows: number,
): void {
  for (let lane = 0; lane < 8; lane++) {
    kernels.magnitudes64(
      from + lane * hopBytes,
      window,
      windowSamples,
      nFft,
      twiddles,
      factors,
      x,
      y,
      rows + 4 * lane,
      32,
    );
  }
}
