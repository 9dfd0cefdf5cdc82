import { type Ratio, scaledCeil } from "./_ratio.ts";
import type { Stage } from "./_stage.ts";

/** Number of inputs that pass through both stages at once. */
const PIECE_SAMPLES = 16_384;

/** Sequence of stages. */
export class ChainStage implements Stage {
  readonly leadSamples: number;
  readonly delaySamples: number;
  readonly #first: Stage;
  readonly #second: Stage;
  #between = new Float32Array(0);

  /**
   * Chains two stages.
   *
   * @param first stage of the given ratio, planned with the lead of `second`
   */
  constructor(first: Stage, ratio: Ratio, second: Stage) {
    this.#first = first;
    this.#second = second;
    this.leadSamples = first.leadSamples;
    const inverse = { up: ratio.down, down: ratio.up };
    this.delaySamples = first.delaySamples + scaledCeil(second.delaySamples, inverse);
  }

  reset(): void {
    this.#first.reset();
    this.#second.reset();
  }

  outputSamples(inputSamples: number): number {
    return this.#second.outputSamples(this.#first.outputSamples(inputSamples));
  }

  process(input: Float32Array, out: Float32Array): number {
    let written = 0;
    for (let at = 0; at < input.length; at += PIECE_SAMPLES) {
      const piece = input.subarray(at, at + PIECE_SAMPLES);
      const count = this.#first.outputSamples(piece.length);
      if (count > this.#between.length) this.#between = new Float32Array(count);
      this.#first.process(piece, this.#between);
      written += this.#second.process(this.#between.subarray(0, count), out.subarray(written));
    }
    return written;
  }
}
