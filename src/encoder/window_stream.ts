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

/** Options for {@link WindowStream}. */
export interface WindowStreamOptions extends WindowOptions {
  /** Sample rate of the pieces, in Hz. */
  readonly sampleRateHz: number;
  /** Whether the resampler has a low delay; samples then differ by rounding. Default false. */
  readonly lowDelay?: boolean;
  /** Fill of a window that extends past the end of the recording. */
  readonly fill: WindowFill;
}

/**
 * Encoder of the windows of a recording that arrives in pieces of any length. The windows equal
 * those of `encodeWindows` for the whole recording, except with `lowDelay`. Memory does not grow with the recording.
 */
export class WindowStream {
  readonly #encoders: readonly Encoder[];
  readonly #options: WindowStreamOptions;
  /** Signals, one for each sample rate of the encoders; the windows are those of the first. */
  readonly #tracks: readonly [Track, ...Track[]];
  readonly #hopSamples: number;
  #received = 0;
  #next = 0;

  /**
   * Starts a recording.
   *
   * @param encoders at least one
   * @throws {RangeError} when there is no encoder
   */
  constructor(encoders: readonly Encoder[], options: WindowStreamOptions) {
    const [firstHz, ...othersHz] = ratesOf(encoders);
    const track = (rateHz: number) => new Track(rateHz, firstHz, options);
    this.#encoders = encoders;
    this.#options = options;
    this.#tracks = [track(firstHz), ...othersHz.map(track)];
    this.#hopSamples = Math.max(1, secondsToSamples(options.hopSeconds, firstHz));
  }

  /** Encodes the windows that a piece completes. */
  async *process(piece: Float32Array): AsyncGenerator<EncodedWindow> {
    const tracks = this.#tracks;
    this.#received += piece.length;
    for (const track of tracks) track.add(piece);
    const filledSamples = tracks[0].window.length;
    const isReady = (track: Track) => track.reaches(this.#next + filledSamples);
    for (; tracks.every(isReady); this.#next += this.#hopSamples) {
      yield await this.#encode({ startSample: this.#next, filledSamples });
      for (const track of tracks) track.forget(this.#next + this.#hopSamples);
    }
  }

  /** Encodes the windows that extend past the end. */
  async *flush(): AsyncGenerator<EncodedWindow> {
    for (const track of this.#tracks) track.flush();
    const { lengthSamples, rateHz: sampleRateHz } = this.#tracks[0];
    const all = slidingWindows({ ...this.#options, lengthSamples, sampleRateHz });
    for (const position of all) {
      if (position.startSample >= this.#next) yield await this.#encode(position);
    }
  }

  async #encode(position: WindowPosition): Promise<EncodedWindow> {
    const { startSample, filledSamples } = position;
    const [first] = this.#tracks;
    for (const track of this.#tracks) track.cut(position);
    const vectors: Float32Array[] = [];
    for (const encoder of this.#encoders) {
      const { window } = this.#tracks.find(({ rateHz }) => rateHz === encoder.sampleRateHz)!;
      vectors.push((await encoder.encode([window]))[0]!);
    }
    const endSeconds = (startSample + filledSamples) / first.rateHz;
    return {
      startSample,
      startSeconds: startSample / first.rateHz,
      endSeconds: Math.min(endSeconds, this.#received / this.#options.sampleRateHz),
      levelDbfs: levelDbfs(first.window.subarray(0, filledSamples)),
      vectors,
    };
  }
}

/** Signal at one sample rate, and its current window. Positions are at the rate of the windows. */
class Track {
  readonly rateHz: number;
  readonly window: Float32Array;
  readonly #factor: number;
  readonly #fill: WindowFill;
  readonly #resampler: Resampler;
  readonly #recent = new RecentSamples();

  constructor(rateHz: number, windowRateHz: number, options: WindowStreamOptions) {
    this.rateHz = rateHz;
    this.window = new Float32Array(secondsToSamples(options.windowSeconds, rateHz));
    this.#factor = rateHz / windowRateHz;
    this.#fill = options.fill;
    const { sampleRateHz: fromHz, lowDelay = false } = options;
    this.#resampler = new Resampler({ fromHz, toHz: rateHz, lowDelay });
  }

  /** Number of samples received so far. */
  get lengthSamples(): number {
    return this.#recent.end;
  }

  add(piece: Float32Array): void {
    const resampler = this.#resampler;
    const roomSamples = resampler.outputFramesMax(piece.length);
    this.#recent.append(roomSamples, (out) => resampler.processInto(out, piece));
  }

  flush(): void {
    const resampler = this.#resampler;
    this.#recent.append(resampler.outputFramesMax(0), (out) => resampler.flushInto(out));
  }

  reaches(position: number): boolean {
    return Math.round(position * this.#factor) <= this.#recent.end;
  }

  /** Drops the samples before a position. */
  forget(before: number): void {
    this.#recent.forget(Math.round(before * this.#factor));
  }

  /** Copies a window. */
  cut(position: WindowPosition): void {
    const { end } = this.#recent;
    const own = positionAt(position, this.#factor, this.window.length, end);
    const { startSample, filledSamples } = own;
    const samples = this.#recent.slice(startSample, startSample + filledSamples);
    windowInto(this.window, samples, { startSample: 0, filledSamples }, this.#fill);
  }
}

/** Most recent samples of a signal, in a buffer that grows when they need more room. */
class RecentSamples {
  #buffer = new Float32Array(0);
  /** Index in the buffer of the first sample. */
  #start = 0;
  #length = 0;
  /** Number of samples received so far. */
  end = 0;

  /**
   * Appends samples.
   *
   * @param roomSamples maximum number of samples
   * @param write writes the samples, and returns their number
   */
  append(roomSamples: number, write: (out: Float32Array) => number): void {
    const needed = this.#length + roomSamples;
    if (this.#start + needed > this.#buffer.length) {
      const samples = this.#buffer.subarray(this.#start, this.#start + this.#length);
      if (2 * needed > this.#buffer.length) this.#buffer = new Float32Array(2 * needed);
      this.#buffer.set(samples);
      this.#start = 0;
    }
    const count = write(this.#buffer.subarray(this.#start + this.#length));
    this.#length += count;
    this.end += count;
  }

  /** Drops the samples before an index. */
  forget(before: number): void {
    const first = this.end - this.#length;
    const count = Math.min(this.#length, Math.max(0, before - first));
    this.#start += count;
    this.#length -= count;
  }

  slice(start: number, end: number): Float32Array {
    const offset = this.#start + this.#length - this.end;
    return this.#buffer.subarray(start + offset, end + offset);
  }
}
