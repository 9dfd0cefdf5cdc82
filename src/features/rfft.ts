import { bluestein, planBluestein } from "../dsp/bluestein.ts";
import { dspCore } from "../dsp/core.ts";
import type { DspCore } from "../dsp/core.ts";
import { isSingleLength, isSmooth, planRfftLanes, planRfftSingle } from "../dsp/fft_plan.ts";
import { planFftLanes } from "../dsp/fft_plan.ts";
import { checkFftLength, checkOutput, checkSamples } from "./_check.ts";

/** Options of {@link rfft}. */
export interface RfftOptions {
  /** Points, 1 to 1 048 576; default all samples. Samples beyond are cut, missing ones are 0. */
  readonly nFft?: number;
}

/**
 * Real FFT of any length, unscaled, as `numpy.fft.rfft`.
 *
 * Powers of two and lengths with no prime factor above 7 are fast; any other takes a float64 detour.
 * A NaN or infinity among the samples leaves no bin finite.
 *
 * @param samples mono, `[n]`
 * @returns interleaved re, im, `[floor(nFft / 2) + 1, 2]`
 * @throws {RangeError} when there are no points or too many
 *
 * @example
 * ```ts
 * import { rfft } from "@babycry/babycry/features";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual([...rfft(Float32Array.of(1, 0, 0, 0))], [1, 0, 1, 0, 1, 0]);
 * ```
 */
export function rfft(samples: Float32Array, options: RfftOptions = {}): Float32Array<ArrayBuffer> {
  checkSamples(samples);
  const nFft = checkFftLength(options.nFft ?? samples.length);
  const out = new Float32Array(2 * (Math.floor(nFft / 2) + 1));
  rfftInto(out, samples, { nFft });
  return out;
}

/**
 * As {@link rfft}, into the caller's array.
 *
 * @param out takes `2 * (floor(nFft / 2) + 1)` values; may share memory with `samples`
 */
export function rfftInto(
  out: Float32Array,
  samples: Float32Array,
  options: RfftOptions = {},
): void {
  checkSamples(samples);
  const nFft = checkFftLength(options.nFft ?? samples.length);
  const bins = Math.floor(nFft / 2) + 1;
  checkOutput(out, 2 * bins);
  const core = dspCore();
  const used = samples.length > nFft ? samples.subarray(0, nFft) : samples;
  if (nFft % 2 === 0 && isSingleLength(nFft / 2)) single(core, out, used, nFft);
  else if (isSmooth(nFft)) lanes(core, out, used, nFft);
  else {
    const plan = planBluestein(core, nFft);
    core.scratch(() => bluestein(core, plan, (k, value) => value[0] = used[k] ?? 0, out));
  }
}

function single(core: DspCore, out: Float32Array, samples: Float32Array, nFft: number): void {
  const { address, from, work, to } = planRfftSingle(core, nFft);
  const { heap } = core;
  heap.set(samples, from >> 2);
  if (samples.length < nFft) heap.fill(0, (from >> 2) + samples.length, (from >> 2) + nFft);
  core.kernels.rfftSingle(address, from, work, from, to);
  out.set(heap.subarray(to >> 2, (to >> 2) + out.length));
  core.trim();
}

/** Lengths that do not fill vectors of neighbours run as four equal frames, of which one is kept. */
function lanes(core: DspCore, out: Float32Array, samples: Float32Array, nFft: number): void {
  const { kernels } = core;
  const even = nFft % 2 === 0;
  const plan = even ? planRfftLanes(core, nFft) : planFftLanes(core, nFft);
  core.scratch(() => {
    const x = core.alloc((plan.length + 1) * 32);
    const y = core.alloc((plan.length + 1) * 32);
    const step = even ? 4 : 8;
    const lane = core.f32(x, plan.length * 8).fill(0);
    samples.forEach((value, j) => lane[j * step] = value);
    const z = kernels.fftLanes(plan.address, x, y);
    if (even) kernels.splitLanes(plan.address, z);
    const blocks = core.f32(z, (plan.length + 1) * 8);
    for (let k = 0; k < out.length / 2; k++) {
      out[2 * k] = blocks[8 * k]!;
      out[2 * k + 1] = blocks[8 * k + 4]!;
    }
  });
}
