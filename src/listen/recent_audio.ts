import type { TimeSpan, Waveform } from "../types.ts";

/** Most recent samples of a stream. */
export class RecentAudio {
  readonly #rate: number;
  #chunks: { readonly first: number; readonly samples: Float32Array }[] = [];
  #end = 0;

  /** Creates an empty buffer. @param sampleRateHz sample rate of the stream */
  constructor(sampleRateHz: number) {
    this.#rate = sampleRateHz;
  }

  /** Adds a copy of the next samples. */
  add(samples: Float32Array): void {
    this.#chunks.push({ first: this.#end, samples: samples.slice() });
    this.#end += samples.length;
  }

  /** Drops chunks that end before a time in seconds. */
  dropBefore(seconds: number): void {
    const first = seconds * this.#rate;
    let count = 0;
    while (
      count < this.#chunks.length &&
      this.#chunks[count]!.first + this.#chunks[count]!.samples.length <= first
    ) count++;
    this.#chunks.splice(0, count);
  }

  /** Copies the samples of a span, as far as they are kept. */
  slice({ startSeconds, endSeconds }: TimeSpan): Waveform {
    const start = Math.max(this.#chunks[0]?.first ?? 0, Math.round(startSeconds * this.#rate));
    const end = Math.min(this.#end, Math.round(endSeconds * this.#rate));
    const samples = new Float32Array(Math.max(0, end - start));
    for (const { first, samples: chunk } of this.#chunks) {
      const from = Math.max(start, first);
      const to = Math.min(end, first + chunk.length);
      if (from < to) samples.set(chunk.subarray(from - first, to - first), from - start);
    }
    return { samples, sampleRateHz: this.#rate };
  }
}
