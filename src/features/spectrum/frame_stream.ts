import { checkFftLength, checkInteger, checkSamples } from "../_check.ts";
import { copyPadded, cutFrames, type PadMode, stftFrameCount } from "../_frames.ts";

/** Options of {@link FrameStream}. */
export interface FrameStreamOptions {
  /** Length of a frame in samples, such as the `nFft` of a spectrum. */
  readonly frameSamples: number;
  /** Distance from one frame to the next, in samples. */
  readonly hopSamples: number;
  /**
   * Whether frame t is centered at sample `t * hopSamples`, instead of starting there. Default
   * true.
   */
  readonly center?: boolean;
  /** Padding of centered frames. Default `constant`. */
  readonly padMode?: PadMode;
}

/**
 * Computes frames of a signal that arrives block by block. Together they are bit-identical to the
 * frames of the whole signal. Keeps fewer samples than two frames and a hop.
 *
 * Options that need the whole signal, such as `topDb` or `ref: "max"`, cannot be used with a
 * stream.
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
  /** Samples of the signal from `#start` on. */
  #held = new Float32Array(0);
  #start = 0;
  #next = 0;

  /**
   * Creates an empty stream.
   *
   * @param frames computes the frames of a piece of the signal, with `center: false`: the first
   *   frame starts at its first sample and the last one ends at its last sample; an empty piece has
   *   no frames
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

  /** Adds a block of any length, 0 or more. @returns the frames that it completes */
  process(block: Float32Array): T {
    checkSamples(block);
    const held = new Float32Array(this.#held.length + block.length);
    held.set(this.#held);
    held.set(block, this.#held.length);
    this.#held = held;
    const taken = this.#start + held.length;
    // A mirrored start needs its samples first.
    const begun = this.#padMode === "constant" || taken > this.#lead;
    const whole = Math.floor((taken + this.#lead - this.#frameSamples) / this.#hopSamples) + 1;
    const result = this.#compute(begun ? whole : 0);
    // Keep the samples of the next frame, and those that the end may mirror.
    const next = this.#next * this.#hopSamples - this.#lead;
    const from = Math.max(this.#start, Math.min(next, taken - this.#lead - 1));
    this.#held = held.slice(from - this.#start);
    this.#start = from;
    return result;
  }

  /** Ends the signal; the next block starts another signal. @returns the remaining frames */
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

  /** Computes the frames from the next one to before `end`. */
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
