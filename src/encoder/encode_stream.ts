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

/** Options for {@link encodeStream}. */
export interface EncodeStreamOptions extends WindowOptions {
  /** Sample rate of the pieces, in Hz. */
  readonly sampleRateHz: number;
  /** Fill of a window that extends past the end of the recording. */
  readonly fill: WindowFill;
}

/**
 * Encodes the windows of a live recording. Each whole window is yielded as soon as its last
 * sample arrives; partial windows follow at the end of the stream. The result is bit-identical to
 * `encodeWindows` of the whole recording, for any division into pieces. Memory does not grow with
 * the recording.
 *
 * @param pieces consecutive samples, mono, `[n]` each, of any length
 * @param encoders at least one, all with the same sample rate
 * @throws {RangeError} when the encoders' rates differ
 */
export async function* encodeStream(
  pieces: AsyncIterable<Float32Array>,
  encoders: readonly Encoder[],
  options: EncodeStreamOptions,
): AsyncGenerator<EncodedWindow> {
  const sampleRateHz = rateOf(encoders);
  const resampler = new Resampler({ fromHz: options.sampleRateHz, toHz: sampleRateHz });
  const window = new Float32Array(secondsToSamples(options.windowSeconds, sampleRateHz));
  const hopSamples = Math.max(1, secondsToSamples(options.hopSeconds, sampleRateHz));
  const recent = new RecentSamples();
  let received = 0;
  const encode = async (startSample: number, filledSamples: number): Promise<EncodedWindow> => {
    const samples = recent.slice(startSample, startSample + filledSamples);
    windowInto(window, samples, { startSample: 0, filledSamples }, options.fill);
    const vectors: Float32Array[] = [];
    for (const encoder of encoders) vectors.push((await encoder.encode([window]))[0]!);
    return {
      startSample,
      startSeconds: startSample / sampleRateHz,
      endSeconds: Math.min(
        (startSample + filledSamples) / sampleRateHz,
        received / options.sampleRateHz,
      ),
      levelDbfs: levelDbfs(samples),
      vectors,
    };
  };
  let next = 0;
  for await (const piece of pieces) {
    received += piece.length;
    recent.add(resampler.process(piece));
    for (; next + window.length <= recent.end; next += hopSamples) {
      yield await encode(next, window.length);
      recent.forget(next + hopSamples);
    }
  }
  recent.add(resampler.flush());
  const all = slidingWindows({ ...options, lengthSamples: recent.end, sampleRateHz });
  for (const { startSample, filledSamples } of all) {
    if (startSample >= next) yield await encode(startSample, filledSamples);
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
