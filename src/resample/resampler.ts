import {
  bandOf,
  lowDelayOf,
  type Ratio,
  ratioOf,
  type ResampleRates,
  scaledCeil,
} from "./_ratio.ts";
import { requireRoom, requireSamples } from "./_samples.ts";
import type { Stage } from "./_stage.ts";
import { stageOf } from "./_stages.ts";

const ZEROS_SAMPLES = 4096;

/**
 * Changes the sample rate of a stream, block by block. The outputs are bit-identical to {@link
 * resample} of the whole signal with the same options, for any block lengths. Output `i` is the signal at `i / toHz`
 * seconds: the signal is not shifted, but outputs are returned with a latency of {@link
 * delaySamples}.
 *
 * @example
 * ```ts
 * import { resample, Resampler } from "@babycry/babycry/resample";
 * import assert from "node:assert/strict";
 *
 * const samples = Float32Array.from({ length: 48_000 }, (_, i) => Math.sin(i / 20));
 * const resampler = new Resampler({ fromHz: 48_000, toHz: 16_000 });
 * const parts = [
 *   resampler.process(samples.subarray(0, 30_000)),
 *   resampler.process(samples.subarray(30_000)),
 *   resampler.flush(),
 * ];
 * assert.deepEqual(
 *   parts.flatMap((part) => [...part]),
 *   [...resample(samples, { fromHz: 48_000, toHz: 16_000 })],
 * );
 * ```
 */
export class Resampler implements ResampleRates {
  /**
   * Latency in input samples: after `n` samples, at least `(n - delaySamples) * toHz / fromHz`
   * outputs were returned. 0.1 to 0.3 s between 16, 44.1 and 48 kHz, 0.03 s with `lowDelay`;
   * proportionally more at lower rates.
   */
  readonly delaySamples: number;
  /** Sample rate of the input, in Hz. */
  readonly fromHz: number;
  /** Sample rate of the output, in Hz. */
  readonly toHz: number;
  readonly #ratio: Ratio;
  readonly #stage: Stage | undefined;
  #taken = 0;
  #written = 0;

  /**
   * Plans the conversion; the filter is computed with the first block.
   *
   * @throws {RangeError} when a rate is out of range
   */
  constructor(rates: ResampleRates) {
    this.#ratio = ratioOf(rates);
    this.fromHz = rates.fromHz;
    this.toHz = rates.toHz;
    this.#stage = stageOf(this.#ratio, bandOf(rates), lowDelayOf(rates));
    this.delaySamples = this.#stage?.delaySamples ?? 0;
    this.#begin();
  }

  /**
   * Maximum number of outputs of {@link process} for `inputFrames` inputs; for 0 also of {@link
   * flush}.
   */
  outputFramesMax(inputFrames: number): number {
    return scaledCeil(inputFrames + this.delaySamples, this.#ratio) + 1;
  }

  /**
   * Processes a block of any length, also an empty one.
   *
   * @param block mono, `[n]`, full scale -1 to 1
   * @returns the outputs that the block completes
   * @throws {TypeError} when `block` is not a `Float32Array`
   */
  process(block: Float32Array): Float32Array {
    requireSamples(block);
    const out = new Float32Array(this.#completedBy(block));
    this.processInto(out, block);
    return out;
  }

  /**
   * Processes a block as {@link process} does, into an existing array.
   *
   * @param out room for `outputFramesMax(block.length)` samples; must not overlap `block`
   * @returns number of samples written
   * @throws {TypeError} when `block` or `out` is not a `Float32Array`
   * @throws {RangeError} when `out` is too short; nothing is processed then
   */
  processInto(out: Float32Array, block: Float32Array): number {
    requireSamples(block);
    const count = this.#completedBy(block);
    requireRoom(out, count);
    if (this.#stage) this.#stage.process(block, out);
    else out.set(block);
    this.#taken += block.length;
    this.#written += count;
    return count;
  }

  /** Ends the signal and returns the remaining outputs. The next block starts a new signal. */
  flush(): Float32Array {
    const out = new Float32Array(this.#remaining());
    this.flushInto(out);
    return out;
  }

  /**
   * Ends the signal as {@link flush} does, into an existing array.
   *
   * @param out room for `outputFramesMax(0)` samples
   * @returns number of samples written
   * @throws {RangeError} when `out` is too short; nothing is flushed then
   */
  flushInto(out: Float32Array): number {
    const remaining = this.#remaining();
    requireRoom(out, remaining);
    const zeros = new Float32Array(ZEROS_SAMPLES);
    for (let done = 0; done < remaining;) {
      done += this.#stage!.process(zeros, out.subarray(done, remaining));
    }
    this.#begin();
    return remaining;
  }

  #begin(): void {
    this.#taken = this.#written = 0;
    this.#stage?.reset();
    this.#stage?.process(new Float32Array(this.#stage.leadSamples), new Float32Array(0));
  }

  #completedBy(block: Float32Array): number {
    return this.#stage ? this.#stage.outputSamples(block.length) : block.length;
  }

  #remaining(): number {
    return scaledCeil(this.#taken, this.#ratio) - this.#written;
  }
}
