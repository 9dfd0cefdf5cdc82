import { forBlocks } from "../dsp/blocks.ts";

/** Lowest level that is reported, in dB re full scale; digital silence has it, too. */
export const LEVEL_MIN_DBFS = -120;

/** Number of samples that are measured at once. */
const BLOCK = 16_384;

/** Converts an amplitude to dB re full scale, at least {@link LEVEL_MIN_DBFS}. */
export function toDbfs(amplitude: number): number {
  return Math.max(LEVEL_MIN_DBFS, 20 * Math.log10(amplitude));
}

/** Level of a signal that arrives in pieces; the pieces do not change it. */
export class RunningLevel {
  readonly #block = new Float32Array(BLOCK);
  #filled = 0;
  #count = 0;
  #sum = 0;
  #squares = 0;

  /** Adds the next samples. */
  add(samples: Float32Array): void {
    for (let at = 0; at < samples.length;) {
      const part = samples.subarray(at, at + BLOCK - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === BLOCK) this.#measure();
    }
  }

  /** Measures what is left. @returns RMS level without the mean, in dB re full scale */
  end(): number {
    this.#measure();
    const mean = this.#sum / this.#count;
    return toDbfs(Math.sqrt(Math.max(0, this.#squares / this.#count - mean * mean)));
  }

  #measure(): void {
    forBlocks(this.#block.subarray(0, this.#filled), ({ kernels }, address, length) => {
      this.#sum += kernels.sum(address, length);
      this.#squares += kernels.sumSquares(address, length, 0);
    });
    this.#count += this.#filled;
    this.#filled = 0;
  }
}
