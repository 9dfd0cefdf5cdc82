import { type DspCore, dspCore } from "../dsp/core.ts";
import type { Lowpass } from "./kaiser_lowpass.ts";
import { type Ratio, scaledCeil } from "./_ratio.ts";
import type { Stage } from "./_stage.ts";

/** Maximum number of inputs, and of outputs, per call into the core. */
const BLOCK_SAMPLES = 8192;

/** Filter at any ratio, with coefficients interpolated cubically in a table of phases. */
export class PolyphaseStage implements Stage {
  readonly leadSamples: number;
  readonly delaySamples: number;
  readonly #key: string;
  readonly #ratio: Ratio;
  readonly #filter: Lowpass;
  /** Number of rows of the table per sample. */
  readonly #phases: number;
  readonly #taps: number;
  /** Buffered inputs, from the first tap of the next output. */
  readonly #held: Float32Array;
  #heldSamples = 0;
  /** Position of the next output between two inputs, in units of 1 / up. */
  #phase = 0;

  /**
   * Plans the stage.
   *
   * @param filter in input samples; its stop band starts below 1 cycle per sample minus its pass
   * band
   */
  constructor(ratio: Ratio, filter: Lowpass, phases: number) {
    this.#key = `polyphase ${phases} ${filter.half} ${filter.at(0)}`;
    this.#ratio = ratio;
    this.#filter = filter;
    this.#phases = phases;
    this.delaySamples = Math.ceil(filter.half / 4 + 0.25) * 4;
    this.leadSamples = this.delaySamples - 1;
    this.#taps = 2 * this.delaySamples;
    this.#held = new Float32Array(this.#taps + BLOCK_SAMPLES);
  }

  reset(): void {
    this.#heldSamples = 0;
    this.#phase = 0;
  }

  outputSamples(inputSamples: number): number {
    return this.#ready(this.#heldSamples + inputSamples);
  }

  /** Number of outputs whose taps all lie within `samples` inputs. */
  #ready(samples: number): number {
    const starts = samples - this.#taps + 1;
    return starts < 1 ? 0 : scaledCeil(starts, this.#ratio, this.#phase);
  }

  process(input: Float32Array, out: Float32Array): number {
    const core = dspCore();
    const table = core.plan(this.#key, () => this.#makeTable(core));
    return core.scratch(() => {
      const x = core.alloc(4 * this.#held.length), y = core.alloc(4 * BLOCK_SAMPLES);
      let taken = 0, written = 0;
      while (true) {
        const take = Math.min(this.#held.length - this.#heldSamples, input.length - taken);
        const samples = core.f32(x, this.#held.length);
        samples.set(this.#held.subarray(0, this.#heldSamples));
        samples.set(input.subarray(taken, taken + take), this.#heldSamples);
        taken += take;
        const samplesNow = this.#heldSamples + take;
        const count = Math.min(BLOCK_SAMPLES, out.length - written, this.#ready(samplesNow));
        this.#convert(core, table, x, samplesNow, y, count);
        out.set(core.f32(y, count), written);
        written += count;
        if (take === 0 && count === 0) return written;
      }
    });
  }

  /**
   * Computes `count` outputs from the `samples` inputs at `x` and buffers the inputs still needed.
   */
  #convert(core: DspCore, table: number, x: number, samples: number, y: number, count: number) {
    const { up, down } = this.#ratio;
    core.kernels.polyphase(x, y, count, this.#phase, up, down, table, this.#taps, this.#phases);
    const end = this.#phase + count * down;
    const used = Math.floor(end / up);
    this.#phase = end - used * up;
    this.#heldSamples = samples - used;
    this.#held.set(core.f32(x, samples).subarray(used));
  }

  /** Computes the table of `phases + 3` rows, each with gain 1. @returns its address */
  #makeTable(core: DspCore): number {
    const rows = this.#phases + 3, taps = this.#taps;
    const table = new Float32Array(rows * taps);
    const row = new Float64Array(taps);
    for (let r = 0; r < rows; r++) {
      const first = (r - 1) / this.#phases + this.delaySamples - 1;
      let sum = 0;
      for (let j = 0; j < taps; j++) sum += row[j] = this.#filter.at(first - j);
      for (let j = 0; j < taps; j++) table[r * taps + j] = row[j]! / sum;
    }
    return core.allocF32(table);
  }
}
