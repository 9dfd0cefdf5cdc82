import { Resampler } from "../resample/resampler.ts";
import {
  secondsToSamples,
  slidingWindows,
  type WindowFill,
  windowInto,
  type WindowOptions,
  type WindowPosition,
} from "../windows/sliding_windows.ts";
import { levelDbfs, positionAt, ratesOf } from "./encode_windows.ts";
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
 * @param encoders at least one
 * @throws {RangeError} when there is no encoder
 */
export async function* encodeStream(
  pieces: AsyncIterable<Float32Array>,
  encoders: readonly Encoder[],
  options: EncodeStreamOptions,
): AsyncGenerator<EncodedWindow> {
  const tracks = ratesOf(encoders).map((rateHz) => new Track(rateHz, options));
  const [first] = tracks as [Track, ...Track[]];
  const { rateHz: sampleRateHz, window: { length: windowSamples } } = first;
  const hopSamples = Math.max(1, secondsToSamples(options.hopSeconds, sampleRateHz));
  let received = 0;
  const encode = async (position: WindowPosition): Promise<EncodedWindow> => {
    const { startSample, filledSamples } = position;
    for (const track of tracks) track.cut(position, track.rateHz / sampleRateHz);
    const vectors: Float32Array[] = [];
    for (const encoder of encoders) {
      const { window } = tracks.find(({ rateHz }) => rateHz === encoder.sampleRateHz)!;
      vectors.push((await encoder.encode([window]))[0]!);
    }
    return {
      startSample,
      startSeconds: startSample / sampleRateHz,
      endSeconds: Math.min(
        (startSample + filledSamples) / sampleRateHz,
        received / options.sampleRateHz,
      ),
      levelDbfs: levelDbfs(first.window.subarray(0, filledSamples)),
      vectors,
    };
  };
  let next = 0;
  for await (const piece of pieces) {
    received += piece.length;
    for (const { recent, resampler } of tracks) recent.add(resampler.process(piece));
    const isReady = ({ recent, rateHz }: Track) =>
      Math.round((next + windowSamples) * rateHz / sampleRateHz) <= recent.end;
    for (; tracks.every(isReady); next += hopSamples) {
      yield await encode({ startSample: next, filledSamples: windowSamples });
      for (const { recent, rateHz } of tracks) {
        recent.forget(Math.round((next + hopSamples) * rateHz / sampleRateHz));
      }
    }
  }
  for (const { recent, resampler } of tracks) recent.add(resampler.flush());
  const all = slidingWindows({ ...options, lengthSamples: first.recent.end, sampleRateHz });
  for (const position of all) if (position.startSample >= next) yield await encode(position);
}

/** Signal at one sample rate, and its current window. */
class Track {
  readonly rateHz: number;
  readonly resampler: Resampler;
  readonly recent: RecentSamples = new RecentSamples();
  readonly window: Float32Array;
  readonly #fill: WindowFill;

  constructor(rateHz: number, options: EncodeStreamOptions) {
    this.rateHz = rateHz;
    this.resampler = new Resampler({ fromHz: options.sampleRateHz, toHz: rateHz });
    this.window = new Float32Array(secondsToSamples(options.windowSeconds, rateHz));
    this.#fill = options.fill;
  }

  /** Copies a window. @param factor rate of the track divided by that of the position */
  cut(position: WindowPosition, factor: number): void {
    const { startSample: start, filledSamples } = positionAt(
      position,
      factor,
      this.window.length,
      this.recent.end,
    );
    const samples = this.recent.slice(start, start + filledSamples);
    windowInto(this.window, samples, { startSample: 0, filledSamples }, this.#fill);
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
