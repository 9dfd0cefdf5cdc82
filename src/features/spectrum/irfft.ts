import { bluestein, planBluestein } from "../../dsp/bluestein.ts";
import { dspCore } from "../../dsp/core.ts";
import { isSingleLength, isSmooth, planFftLanes, planFftSingle } from "../../dsp/fft_plan.ts";
import { checkFftLength, checkSamples } from "../_check.ts";
import type { RfftOptions } from "./rfft.ts";

/**
 * Computes the inverse of {@link rfft}, scaled by 1 / nFft, as `numpy.fft.irfft`. The imaginary
 * parts of the first bin, and of the last bin of an even length, count as 0.
 *
 * @param spectrum interleaved re, im, `[bins, 2]`; further bins than `floor(nFft / 2) + 1` are
 *   ignored, missing ones are 0
 * @param options `nFft`: default `2 * (bins - 1)`
 * @returns samples, `[nFft]`
 * @throws {RangeError} when there are no points or too many
 */
export function irfft(
  spectrum: Float32Array,
  options: RfftOptions = {},
): Float32Array<ArrayBuffer> {
  checkSamples(spectrum);
  if (spectrum.length % 2 !== 0) {
    throw new TypeError(
      `Reading a spectrum: expected pairs of re and im, received ${spectrum.length} values`,
    );
  }
  const nFft = checkFftLength(options.nFft ?? spectrum.length - 2);
  // x is the FFT of the conjugate of the whole, symmetric spectrum; its imaginary part is 0.
  const at = (k: number, value: [number, number]): void => {
    const mirrored = 2 * k > nFft;
    const bin = mirrored ? nFft - k : k;
    const alone = bin === 0 || 2 * bin === nFft;
    value[0] = (spectrum[2 * bin] ?? 0) / nFft;
    value[1] = alone ? 0 : (spectrum[2 * bin + 1] ?? 0) / (mirrored ? nFft : -nFft);
  };
  const core = dspCore();
  const out = new Float32Array(nFft);
  const value: [number, number] = [0, 0];
  if (!isSmooth(nFft)) {
    const plan = planBluestein(core, nFft);
    const pairs = new Float32Array(2 * nFft);
    core.scratch(() => bluestein(core, plan, at, pairs));
    return out.map((_, k) => pairs[2 * k]!);
  }
  const isSingle = isSingleLength(nFft);
  const plan = isSingle ? planFftSingle(core, nFft) : planFftLanes(core, nFft);
  core.scratch(() => {
    const x = core.alloc(nFft * 32);
    const y = core.alloc(nFft * 32);
    const values = core.f32(x, nFft * 8).fill(0);
    const [step, im] = isSingle ? [2, 1] : [8, 4];
    for (let k = 0; k < nFft; k++) {
      at(k, value);
      values[k * step] = value[0];
      values[k * step + im] = value[1];
    }
    const { kernels } = core;
    if (isSingle) {
      const z = kernels.fftInterleaved(plan.address, x, y, y + nFft * 16);
      const blocks = core.f32(z, nFft * 2);
      for (let k = 0; k < nFft; k++) out[k] = blocks[(k - k % 4) * 2 + k % 4]!;
    } else {
      const blocks = core.f32(kernels.fftLanes(plan.address, x, y), nFft * 8);
      for (let k = 0; k < nFft; k++) out[k] = blocks[8 * k]!;
    }
  });
  return out;
}
