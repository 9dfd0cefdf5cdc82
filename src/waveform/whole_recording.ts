/** Number of samples in memory at most: 1 GB. */
const SAMPLES_MAX = 2 ** 28;

/** Joins the blocks of a recording, for models that need all its samples at once. */
export class WholeRecording {
  readonly #blocks: Float32Array[] = [];
  #length = 0;

  /** Copies a block. @throws {RangeError} when the recording is too long */
  add(block: Float32Array): void {
    this.#length += block.length;
    if (this.#length > SAMPLES_MAX) {
      throw new RangeError(
        `Reading samples: expected at most ${SAMPLES_MAX} samples for a model that needs the ` +
          "whole recording, received more; cut the recording, or use the embedded models only",
      );
    }
    this.#blocks.push(block.slice());
  }

  /** Returns all samples, `[n]`, and forgets them. */
  samples(): Float32Array {
    const samples = new Float32Array(this.#length);
    let at = 0;
    for (const block of this.#blocks.splice(0)) {
      samples.set(block, at);
      at += block.length;
    }
    return samples;
  }
}
