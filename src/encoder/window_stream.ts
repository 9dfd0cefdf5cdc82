import { Resampler } from "../resample/resampler.ts";
import {
  secondsToSamples,
  slidingWindows,
  type WindowFill,
  windowInto,
  type WindowOptions,
} from "../windows/sliding_windows.ts";
import { levelDbfs, rateOf } from "./encode_windows.ts";
import type { EncodedWindow } from "./encoded_window.ts";
import type { Encoder } from "./encoder.ts";

/** Options for {@link WindowStream}. */
export interface WindowStreamOptions extends WindowOptions {
  /** Sample rate of the pieces, in Hz. */
  readonly sampleRateHz: number;
  /** Fill of a window that extends past the end of the recording. */
  readonly fill: WindowFill;
}

/**
 * Encoder of the windows of a recording that arrives in pieces of any length. The windows equal
 * those of `encodeWindows` for the whole recording. Memory does not grow with the recording.
 */
export class WindowStream {
  readonly #encoders: readonly Encoder[];
  readonly #options: WindowStreamOptions;
  readonly #resampler: Resampler;
  readonly #window: Float32Array;
  readonly #hopSamples: number;
  readonly #recent = new RecentSamples();
  #received = 0;
  #next = 0;

  /**
   * Starts a recording.
   *
   * @param encoders at least one, all with the same sample rate
   * @throws {RangeError} when the encoders' rates differ
   */
  constructor(encoders: readonly Encoder[], options: WindowStreamOptions) {
    const toHz = rateOf(encoders);
    this.#encoders = encoders;
    this.#options = options;
    this.#resampler = new Resampler({ fromHz: options.sampleRateHz, toHz });
    this.#window = new Float32Array(secondsToSamples(options.windowSeconds, toHz));
    this.#hopSamples = Math.max(1, secondsToSamples(options.hopSeconds, toHz));
  }

  /** Encodes the windows that a piece completes. */
  async *process(piece: Float32Array): AsyncGenerator<EncodedWindow> {
    const recent = this.#recent;
    this.#received += piece.length;
    recent.add(this.#resampler.process(piece));
    for (; this.#next + this.#window.length <= recent.end; this.#next += this.#hopSamples) {
      yield await this.#encode(this.#next, this.#window.length);
      recent.forget(this.#next + this.#hopSamples);
    }
  }

  /** Encodes the windows that extend past the end. */
  async *flush(): AsyncGenerator<EncodedWindow> {
    this.#recent.add(this.#resampler.flush());
    const { end: lengthSamples } = this.#recent;
    const sampleRateHz = this.#resampler.toHz;
    const all = slidingWindows({ ...this.#options, lengthSamples, sampleRateHz });
    for (const { startSample, filledSamples } of all) {
      if (startSample >= this.#next) yield await this.#encode(startSample, filledSamples);
    }
  }

  async #encode(startSample: number, filledSamples: number): Promise<EncodedWindow> {
    const { sampleRateHz, fill } = this.#options;
    const window = this.#window;
    const rateHz = this.#resampler.toHz;
    const samples = this.#recent.slice(startSample, startSample + filledSamples);
    windowInto(window, samples, { startSample: 0, filledSamples }, fill);
    const vectors: Float32Array[] = [];
    for (const encoder of this.#encoders) vectors.push((await encoder.encode([window]))[0]!);
    return {
      startSample,
      startSeconds: startSample / rateHz,
      endSeconds: Math.min((startSample + filledSamples) / rateHz, this.#received / sampleRateHz),
      levelDbfs: levelDbfs(samples),
      vectors,
    };
  }
}

/** Buffer of the most recent samples of a signal. */
class RecentSamples {
  #samples = new Float32Array(0);
  /** Index in the signal of the first buffered sample. */
  #first = 0;

  /** Number of samples received so far. */
  get end(): number {
    return this.#first + this.#samples.length;
  }

  add(samples: Float32Array): void {
    const joined = new Float32Array(this.#samples.length + samples.length);
    joined.set(this.#samples);
    joined.set(samples, this.#samples.length);
    this.#samples = joined;
  }

  /** Drops the samples before an index. */
  forget(before: number): void {
    const count = Math.min(this.#samples.length, Math.max(0, before - this.#first));
    this.#samples = this.#samples.subarray(count);
    this.#first += count;
  }

  slice(start: number, end: number): Float32Array {
    return this.#samples.subarray(start - this.#first, end - this.#first);
  }
}
