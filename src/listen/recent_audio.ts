import type { TimeSpan, Waveform } from "../types.ts";

/** Full scale of 16-bit samples. */
const SCALE = 32_768;

/** Samples of a second: integers as long as these have the values of the samples. */
type Block = Int16Array | Float32Array;

/**
 * Most recent samples of a stream, in blocks of a second. Samples that were recorded with 16 bits
 * are kept with 16 bits; other samples as they are.
 */
export class RecentAudio {
  readonly #rate: number;
  readonly #blocks: Block[] = [];
  /** Block that was dropped, for the next second. */
  #spare: Block | undefined;
  /** Index of the first sample of the first block. */
  #first = 0;
  #end = 0;

  /** Creates an empty buffer. @param sampleRateHz sample rate of the stream */
  constructor(sampleRateHz: number) {
    this.#rate = sampleRateHz;
  }

  /** Adds the next samples. */
  add(samples: Float32Array): void {
    const length = this.#blockSamples;
    for (let at = 0; at < samples.length;) {
      const offset = (this.#end - this.#first) % length;
      if (offset === 0) this.#blocks.push(this.#nextBlock());
      const piece = samples.subarray(at, at + length - offset);
      let block = this.#blocks.at(-1)!;
      if (block instanceof Int16Array && !writeIntegers(block, piece, offset)) {
        block = Float32Array.from(block, (value) => value / SCALE);
        this.#blocks[this.#blocks.length - 1] = block;
      }
      if (block instanceof Float32Array) block.set(piece, offset);
      at += piece.length;
      this.#end += piece.length;
    }
  }

  /** Drops blocks that end before a time in seconds. */
  dropBefore(seconds: number): void {
    const length = this.#blockSamples;
    const first = Math.min(seconds * this.#rate, this.#end);
    const count = Math.max(0, Math.floor((first - this.#first) / length));
    if (count === 0) return;
    this.#spare = this.#blocks.splice(0, count).at(-1);
    this.#first += count * length;
  }

  /** Copies the samples of a span, as far as they are kept. */
  slice({ startSeconds, endSeconds }: TimeSpan): Waveform {
    const start = Math.max(this.#first, Math.round(startSeconds * this.#rate));
    const end = Math.min(this.#end, Math.round(endSeconds * this.#rate));
    const samples = new Float32Array(Math.max(0, end - start));
    for (let at = start; at < end;) {
      const offset = (at - this.#first) % this.#blockSamples;
      const block = this.#blocks[Math.floor((at - this.#first) / this.#blockSamples)]!;
      const piece = block.subarray(offset, offset + end - at);
      const scale = piece instanceof Int16Array ? SCALE : 1;
      for (let i = 0; i < piece.length; i++) samples[at - start + i] = piece[i]! / scale;
      at += piece.length;
    }
    return { samples, sampleRateHz: this.#rate };
  }

  get #blockSamples(): number {
    return Math.ceil(this.#rate);
  }

  #nextBlock(): Block {
    const [last, spare] = [this.#blocks.at(-1), this.#spare];
    this.#spare = undefined;
    const isInteger = !(last instanceof Float32Array);
    if (spare && spare instanceof Int16Array === isInteger) return spare;
    return isInteger ? new Int16Array(this.#blockSamples) : new Float32Array(this.#blockSamples);
  }
}

/** Writes samples as integers. @returns false when a sample is not a multiple of 1/32,768 */
function writeIntegers(block: Int16Array, samples: Float32Array, offset: number): boolean {
  for (let i = 0; i < samples.length; i++) {
    const value = samples[i]! * SCALE;
    block[offset + i] = value;
    if (block[offset + i] !== value) return false;
  }
  return true;
}
