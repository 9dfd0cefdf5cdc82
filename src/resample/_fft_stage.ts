import { dspCore } from "../dsp/core.ts";
import {
  allocConversionWork,
  convertBlocks,
  type FftBlock,
  planConversion,
} from "./overlap_save.ts";
import { fftGains } from "./fft_gains.ts";
import type { Ratio } from "./_ratio.ts";
import type { Stage } from "./_stage.ts";

/**
 * Overlap-save at a rational ratio: transforms `inputs` samples, multiplies the common bins of both
 * rates by the filter's response, and transforms back to `outputs` samples, two blocks at once.
 */
export class FftStage implements Stage {
  readonly leadSamples: number;
  readonly delaySamples: number;
  readonly #block: FftBlock;
  readonly #pass: number;
  readonly #stop: number;
  readonly #key: string;
  /** Number of inputs of two blocks. */
  readonly #span: number;
  /** Buffered input of the next two blocks; fewer samples than the span. */
  readonly #held: Float32Array;
  #heldSamples = 0;
  /** Number of outputs of the first block before the lead. */
  readonly #early: number;
  /** Number of outputs that are still to be dropped. */
  #toDrop: number;

  /**
   * Plans the stage.
   *
   * @param pass end of the pass band, in cycles per input sample
   * @param stop start of the stop band, in cycles per input sample
   * @param lead number of outputs before the start of the signal
   */
  constructor(ratio: Ratio, block: FftBlock, pass: number, stop: number, lead: number) {
    this.#block = block;
    this.#pass = pass;
    this.#stop = stop;
    this.#key = `resample ${block.inputs} ${block.outputs} ${pass} ${stop}`;
    this.#span = block.inputs + block.hopInputs;
    this.#held = new Float32Array(this.#span);
    this.delaySamples = this.#span - Math.floor(block.firstOutput * ratio.down / ratio.up);
    const periods = Math.ceil((block.firstOutput + lead) / ratio.up);
    this.leadSamples = periods * ratio.down;
    this.#early = periods * ratio.up - block.firstOutput - lead;
    this.#toDrop = this.#early;
  }

  reset(): void {
    this.#heldSamples = 0;
    this.#toDrop = this.#early;
  }

  outputSamples(inputSamples: number): number {
    const ready = this.#heldSamples + inputSamples - this.#span;
    if (ready < 0) return 0;
    const { hopInputs, hopOutputs } = this.#block;
    return (Math.floor(ready / (2 * hopInputs)) + 1) * 2 * hopOutputs - this.#toDrop;
  }

  process(input: Float32Array, out: Float32Array): number {
    const span = this.#span;
    if (this.#heldSamples + input.length < span) {
      this.#held.set(input, this.#heldSamples);
      this.#heldSamples += input.length;
      return 0;
    }
    const core = dspCore();
    const { hopInputs, hopOutputs } = this.#block;
    const conversion = planConversion(core, this.#block, this.#key, () => {
      return fftGains(this.#block, this.#pass, this.#stop);
    });
    return core.scratch(() => {
      const work = allocConversionWork(core, this.#block);
      let start = -this.#heldSamples, written = 0;
      for (; start + span <= input.length; start += 2 * hopInputs) {
        this.#copy(core.f32(work.from, span), input, start);
        convertBlocks(core, conversion, work);
        const count = Math.min(2 * hopOutputs - this.#toDrop, out.length - written);
        out.set(core.f32(work.to + 4 * this.#toDrop, count), written);
        written += count;
        this.#toDrop = 0;
      }
      this.#copy(this.#held.subarray(0, input.length - start), input, start);
      this.#heldSamples = input.length - start;
      return written;
    });
  }

  /** Fills `to` with samples from index `start` of `input`; negative indices are held samples. */
  #copy(to: Float32Array, input: Float32Array, start: number): void {
    const before = Math.max(0, -start);
    if (before > 0) to.set(this.#held.subarray(this.#heldSamples - before, this.#heldSamples));
    to.set(input.subarray(start + before, start + to.length), before);
  }
}
