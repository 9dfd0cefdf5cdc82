import type { DspCore } from "../dsp/core.ts";
import { type FftPlan, planFftSingle } from "../dsp/fft_plan.ts";

/** Block lengths of overlap-save at a rational ratio. Inputs and outputs have the same duration. */
export interface FftBlock {
  /** Number of input samples of a transform. */
  readonly inputs: number;
  /** Number of output samples of a transform. */
  readonly outputs: number;
  /** Index of the first output without circular aliasing; a multiple of 4. */
  readonly firstOutput: number;
  /** Number of outputs per block that are used, the hop between blocks; a multiple of `up`. */
  readonly hopOutputs: number;
  /** Hop between blocks, in inputs. */
  readonly hopInputs: number;
}

/** Plan of a rate conversion by overlap-save, in the core's memory. */
export interface Conversion {
  readonly block: FftBlock;
  readonly forward: FftPlan;
  readonly inverse: FftPlan;
  /** Address of the filter's response, as computed by `fftGains`. */
  readonly gains: number;
}

/** Addresses of the buffers of {@link convertBlocks}. */
export interface ConversionWork {
  /** Input buffer, `inputs + hopInputs` samples. */
  readonly from: number;
  /** Output buffer, `2 * hopOutputs` samples. */
  readonly to: number;
  readonly x: number;
  readonly y: number;
}

/** Plans a conversion, once per key; `gains` is called for a new key. */
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

/** Allocates the buffers of {@link convertBlocks}. */
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
 * Converts two consecutive blocks at `from` to `2 * hopOutputs` samples at `to`. The blocks are
 * transformed together as real and imaginary part, because the response is real.
 */
export function convertBlocks(
  core: DspCore,
  { block, forward, inverse, gains }: Conversion,
  { from, to, x, y }: ConversionWork,
): void {
  const { kernels } = core;
  const { inputs, outputs, firstOutput, hopInputs, hopOutputs } = block;
  // The later block is re, because the inverse swaps re and im.
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
