/**
 * Windowed spectra of any length, four frames at a time, one per lane.
 *
 * @module
 */
import { bluestein, type BluesteinPlan, planBluestein } from "./bluestein.ts";
import type { DspCore } from "./core.ts";
import { type FftPlan, isSmooth, planFftLanes, planRfftLanes } from "./fft_plan.ts";

/** Plan of {@link spectra4} for one length and window. */
export interface SpectraPlan {
  readonly nFft: number;
  /** Number of bins, `floor(nFft / 2) + 1`. */
  readonly bins: number;
  /** Size of each of the two work buffers, in bytes. */
  readonly workBytes: number;
  readonly window: number;
  readonly fft: FftPlan | BluesteinPlan;
}

/** Plans spectra; `window` returns `nFft` values and is called for a new `key`. */
export function planSpectra(
  core: DspCore,
  nFft: number,
  key: string,
  window: () => Float32Array,
): SpectraPlan {
  const even = nFft % 2 === 0;
  const fft = !isSmooth(nFft)
    ? planBluestein(core, nFft)
    : even
    ? planRfftLanes(core, nFft)
    : planFftLanes(core, nFft);
  const { address } = core.plan(`window ${key}`, () => ({ address: core.allocF32(window()) }));
  const bins = Math.floor(nFft / 2) + 1;
  return { nFft, bins, workBytes: 32 * (even ? bins : nFft), window: address, fft };
}

/**
 * Computes the spectra of the four frames at `from`, `hopBytes` apart. `x` and `y` are work buffers
 * of `workBytes`.
 *
 * @returns the address of `bins` blocks, in `x` or `y`
 */
export function spectra4(
  core: DspCore,
  plan: SpectraPlan,
  from: number,
  hopBytes: number,
  x: number,
  y: number,
): number {
  const { kernels } = core;
  if (!("address" in plan.fft)) return slowSpectra4(core, plan, plan.fft, from, hopBytes, x);
  const z = transform4(core, plan, plan.fft, from, hopBytes, x, y);
  if (plan.nFft % 2 === 0) kernels.splitLanes(plan.fft.address, z);
  return z;
}

/**
 * Computes squared magnitudes instead of {@link spectra4}'s spectra: bin k at `out + k *
 * stepBytes`.
 */
export function power4(
  core: DspCore,
  plan: SpectraPlan,
  from: number,
  hopBytes: number,
  x: number,
  y: number,
  out: number,
  stepBytes: number,
): void {
  const { kernels } = core;
  if ("address" in plan.fft && plan.nFft % 2 === 0) {
    const z = transform4(core, plan, plan.fft, from, hopBytes, x, y);
    kernels.splitPower(plan.fft.address, z, out, stepBytes);
  } else {
    kernels.power(spectra4(core, plan, from, hopBytes, x, y), plan.bins, out, stepBytes);
  }
}

/** Computes the complex transform of packed pairs for an even length, of samples for an odd one. */
function transform4(
  core: DspCore,
  plan: SpectraPlan,
  fft: FftPlan,
  from: number,
  hopBytes: number,
  x: number,
  y: number,
): number {
  const { kernels } = core;
  if (plan.nFft % 2 === 0) {
    return kernels.fftFrames(fft.address, from, hopBytes, plan.window, x, y);
  }
  core.f32(x, plan.workBytes / 4).fill(0);
  kernels.loadFrames(from, hopBytes, plan.window, plan.nFft, x, 32);
  return kernels.fftLanes(fft.address, x, y);
}

function slowSpectra4(
  core: DspCore,
  { nFft, bins, window }: SpectraPlan,
  fft: BluesteinPlan,
  from: number,
  hopBytes: number,
  x: number,
): number {
  const out = new Float32Array(2 * bins);
  for (let lane = 0; lane < 4; lane++) {
    const weights = core.f32(window, nFft);
    const frame = Float64Array.from(
      core.f32(from + lane * hopBytes, nFft),
      (v, j) => v * weights[j]!,
    );
    core.scratch(() => bluestein(core, fft, (k, value) => value[0] = frame[k]!, out));
    const blocks = core.f32(x, bins * 8);
    for (let k = 0; k < bins; k++) {
      blocks[8 * k + lane] = out[2 * k]!;
      blocks[8 * k + 4 + lane] = out[2 * k + 1]!;
    }
  }
  return x;
}
