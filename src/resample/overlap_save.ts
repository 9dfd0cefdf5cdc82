import type { DspCore } from "../dsp/core.ts";
import { type FftPlan, planFftSingle } from "../dsp/fft_plan.ts";

/** The lengths of overlap-save at a rational ratio. Inputs and outputs cover the same time. */
export interface FftBlock {
  /** Samples that go into a transform. */
  readonly inputs: number;
  /** Samples that come out of it. */
  readonly outputs: number;
  /** First of the outputs that the block's ends do not reach; a multiple of 4. */
  readonly firstOutput: number;
  /** Number of outputs that are kept of a block, the distance between blocks; a multiple of `up`. */
  readonly hopOutputs: number;
  /** The same in inputs. */
  readonly hopInputs: number;
}

/** A rate conversion by overlap-save, in the core's memory. */
export interface Conversion {
  readonly block: FftBlock;
  readonly forward: FftPlan;
  readonly inverse: FftPlan;
  /** The filter's response, as `fftGains` gives it. */
  readonly gains: number;
}

/** Scratch of {@link convertBlocks}. */
export interface ConversionWork {
  /** Takes `inputs + hopInputs` samples. */
  readonly from: number;
  /** Takes `2 * hopOutputs` samples. */
  readonly to: number;
  readonly x: number;
  readonly y: number;
}

/** A conversion by key; `gains` is called when the key is new. */
export function planConversion(
  core: DspCore,
  block: FftBlock,
  key: string,
  gains: () => Float32Array,
): Conversion {
  const forward = planFftSingle(core, block.inputs);
  const inverse = planFftSingle(core, block.outputs);
  const { address } = core.plan(key, () => ({ address: core.allocF32(gains()) }));
  return { block, forward, inverse, gains: address };
}

/** Takes what {@link convertBlocks} works in. */
export function allocConversionWork(core: DspCore, block: FftBlock): ConversionWork {
  const { inputs, outputs, hopInputs, hopOutputs } = block;
  const bytes = 8 * Math.max(inputs, outputs);
  return {
    from: core.alloc(4 * (inputs + hopInputs)),
    to: core.alloc(4 * (2 * hopOutputs + 4)),
    x: core.alloc(bytes),
    y: core.alloc(bytes),
  };
}

/**
 * Two neighbouring blocks at `from` to `2 * hopOutputs` samples at `to`. They go through at once as re
 * and im, because the response is real.
 */
export function convertBlocks(
  core: DspCore,
  { block, forward, inverse, gains }: Conversion,
  { from, to, x, y }: ConversionWork,
): void {
  const { kernels } = core;
  const { inputs, outputs, firstOutput, hopInputs, hopOutputs } = block;
  // The later block is re: the inverse, which swaps re and im, then leaves the earlier one first.
  const z = kernels.fftSingle(forward.address, from + 4 * hopInputs, from, 16, x, y);
  const spectrum = z === x ? y : x;
  const kept = Math.min(inputs, outputs) / 8;
  const above = (inputs / 4 - kept) * 32, aboveOut = (outputs / 4 - kept) * 32;
  kernels.gainBlocks(z, gains, kept, spectrum);
  kernels.gainBlocks(z + above, gains + 16 * kept, kept, spectrum + aboveOut);
  if (outputs > inputs) core.f32(spectrum + 32 * kept, 2 * (outputs - inputs)).fill(0);
  const t = kernels.fftSingle(inverse.address, spectrum + 16, spectrum, 32, z, spectrum);
  const count = Math.ceil(hopOutputs / 4);
  kernels.splitBlocks(t + 8 * firstOutput, count, to, to + 4 * hopOutputs);
}
