import { toDbfs } from "../waveform/level.ts";

/** Length of the blocks of which levels are measured. */
const BLOCK_SECONDS = 0.125;

/** Level of a span. */
export interface Level {
  /** RMS level without a constant offset, in dB re full scale; at least -120. */
  readonly levelDbfs: number;
  /** Peak of the samples, in dB re full scale; at least -120. */
  readonly peakDbfs: number;
}

/** Meter of the level of a stream, in blocks of 125 ms. */
export class LevelMeter {
  readonly #blockSamples: number;
  readonly #rate: number;
  #blocks: { readonly power: number; readonly peak: number; readonly endSeconds: number }[] = [];
  #sum = 0;
  #squares = 0;
  #peak = 0;
  #filled = 0;
  #received = 0;
  #level: Level = { levelDbfs: toDbfs(0), peakDbfs: toDbfs(0) };

  /** Creates a meter. @param sampleRateHz sample rate of the stream */
  constructor(sampleRateHz: number) {
    this.#rate = sampleRateHz;
    this.#blockSamples = Math.round(sampleRateHz * BLOCK_SECONDS);
  }

  /** Adds the next samples. */
  add(samples: Float32Array): void {
    for (let at = 0; at < samples.length;) {
      const end = Math.min(samples.length, at + this.#blockSamples - this.#filled);
      this.#filled += end - at;
      this.#received += end - at;
      let [sum, squares, peak] = [this.#sum, this.#squares, this.#peak];
      for (; at < end; at++) {
        const sample = samples[at]!;
        sum += sample;
        squares += sample * sample;
        const magnitude = sample < 0 ? -sample : sample;
        if (magnitude > peak) peak = magnitude;
      }
      [this.#sum, this.#squares, this.#peak] = [sum, squares, peak];
      if (this.#filled === this.#blockSamples) this.#endBlock();
    }
  }

  /** Measures the blocks since the last call up to a time. Without one, the level is the last. */
  read(untilSeconds: number): Level {
    const rest = this.#blocks.findIndex(({ endSeconds }) => endSeconds > untilSeconds + 1e-6);
    const read = this.#blocks.splice(0, rest < 0 ? this.#blocks.length : rest);
    if (read.length > 0) {
      const power = read.reduce((sum, { power }) => sum + power, 0) / read.length;
      const peak = read.reduce((max, { peak }) => Math.max(max, peak), 0);
      this.#level = { levelDbfs: toDbfs(Math.sqrt(power)), peakDbfs: toDbfs(peak) };
    }
    return this.#level;
  }

  #endBlock(): void {
    const mean = this.#sum / this.#filled;
    this.#blocks.push({
      power: Math.max(0, this.#squares / this.#filled - mean * mean),
      peak: this.#peak,
      endSeconds: this.#received / this.#rate,
    });
    this.#sum =
      this.#squares =
      this.#peak =
      this.#filled =
        0;
  }
}
