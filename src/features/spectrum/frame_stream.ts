import { checkFftLength, checkInteger, checkSamples } from "../_check.ts";
import { copyPadded, cutFrames, type PadMode, stftFrameCount } from "../_frames.ts";

/** Options of {@link FrameStream}. */
export interface FrameStreamOptions {
  /** Samples of a frame: the `nFft` of a spectrum. */
  readonly frameSamples: number;
  /** Samples from one frame to the next. */
  readonly hopSamples: number;
  /** Whether frame t is centred at sample `t * hopSamples` (default) or starts there. */
  readonly center?: boolean;
  /** Padding of centred frames; default `constant`. */
  readonly padMode?: PadMode;
}

/**
 * Frames of a signal that comes block by block: together they are, to the last bit, those of the whole.
 * Holds less than two frames and a hop of samples, however long the signal.
 *
 * What needs the whole signal, such as a `topDb` or a `ref` of `max`, cannot be had this way.
 *
 * @example
 * ```ts
 * import { FrameStream, melSpectrogram } from "@babycry/babycry/features";
 * import assert from "node:assert/strict";
 *
 * const options = { sampleRateHz: 16_000, nFft: 512, hopSamples: 160, nMels: 40 };
 * const samples = Float32Array.from({ length: 4000 }, (_, n) => Math.sin(n / 7));
 * const stream = new FrameStream(
 *   { frameSamples: 512, hopSamples: 160 },
 *   (piece) => melSpectrogram(piece, { ...options, center: false }),
 * );
 * const parts = [
 *   stream.process(samples.subarray(0, 1500)),
 *   stream.process(samples.subarray(1500)),
 *   stream.flush(),
 * ];
 * assert.deepEqual(
 *   parts.flatMap(({ data }) => [...data]),
 *   [...melSpectrogram(samples, options).data],
 * );
 * ```
 */
export class FrameStream<T> {
  readonly #frameSamples: number;
  readonly #hopSamples: number;
  readonly #center: boolean;
  readonly #padMode: PadMode;
  readonly #lead: number;
  readonly #frames: (piece: Float32Array) => T;
  /** The signal from sample #start on. */
  #held = new Float32Array(0);
  #start = 0;
  #next = 0;

  /**
   * Creates an empty stream.
   *
   * @param frames computes the frames of a piece of the signal: the first starts at its first sample
   * (`center: false`), and the last ends at its last; an empty piece has none
   * @throws {RangeError} when an option is out of range
   */
  constructor(options: FrameStreamOptions, frames: (piece: Float32Array) => T) {
    const { frameSamples, hopSamples, center = true, padMode = "constant" } = options;
    cutFrames(new Float32Array(1), { frameSamples, hopSamples, center, padMode });
    this.#frameSamples = checkFftLength(frameSamples);
    this.#hopSamples = checkInteger("hopSamples", hopSamples, 1);
    this.#center = center;
    this.#padMode = padMode;
    this.#lead = center ? Math.floor(frameSamples / 2) : 0;
    this.#frames = frames;
  }

  /** Takes a block of any length, also empty. @returns the frames that it completes */
  process(block: Float32Array): T {
    checkSamples(block);
    const held = new Float32Array(this.#held.length + block.length);
    held.set(this.#held);
    held.set(block, this.#held.length);
    this.#held = held;
    const taken = this.#start + held.length;
    // A mirrored beginning has to have come.
    const begun = this.#padMode === "constant" || taken > this.#lead;
    const whole = Math.floor((taken + this.#lead - this.#frameSamples) / this.#hopSamples) + 1;
    const result = this.#compute(begun ? whole : 0);
    // The next frame's samples stay, and those that the end may mirror.
    const next = this.#next * this.#hopSamples - this.#lead;
    const from = Math.max(this.#start, Math.min(next, taken - this.#lead - 1));
    this.#held = held.slice(from - this.#start);
    this.#start = from;
    return result;
  }

  /** Ends the signal; the next block begins another. @returns the frames still owed */
  flush(): T {
    const result = this.#compute(stftFrameCount(this.#start + this.#held.length, {
      nFft: this.#frameSamples,
      hopSamples: this.#hopSamples,
      center: this.#center,
    }));
    this.#held = new Float32Array(0);
    this.#start = this.#next = 0;
    return result;
  }

  /** The frames from the next one to before `end`. */
  #compute(end: number): T {
    const count = Math.max(0, end - this.#next);
    const silent = this.#held.length === 0 && this.#padMode !== "constant";
    if (count === 0 || silent) return this.#frames(new Float32Array(0));
    const piece = new Float32Array((count - 1) * this.#hopSamples + this.#frameSamples);
    const first = this.#next * this.#hopSamples - this.#lead;
    const samples = { samples: this.#held, padMode: this.#padMode };
    copyPadded(piece, samples, first - this.#start);
    this.#next += count;
    return this.#frames(piece);
  }
}
