import { bandOf, type Ratio, ratioOf, type ResampleRates, scaledCeil } from "./_ratio.ts";
import { requireRoom, requireSamples } from "./_samples.ts";
import type { Stage } from "./_stage.ts";
import { stageOf } from "./_stages.ts";

const ZEROS_SAMPLES = 4096;

/**
 * Changes the sample rate of a stream, block by block. The outputs of all blocks together are, to the
 * last bit, what {@link resample} makes of the whole, however it is cut. Output `i` is the signal at
 * `i / toHz` seconds: nothing is shifted, outputs only come late ({@link delaySamples}).
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
   * Look-ahead in input samples: after `n` samples at least `(n - delaySamples) * toHz / fromHz`
   * outputs have come. 0.1 to 0.3 s between 16, 44.1 and 48 kHz; in proportion longer at lower rates.
   */
  readonly delaySamples: number;
  readonly fromHz: number;
  readonly toHz: number;
  readonly #ratio: Ratio;
  readonly #stage: Stage | undefined;
  #taken = 0;
  #written = 0;

  /**
   * Plans the conversion; the filter itself is made at the first block.
   *
   * @throws {RangeError} when a rate is out of range
   */
  constructor(rates: ResampleRates) {
    this.#ratio = ratioOf(rates);
    this.fromHz = rates.fromHz;
    this.toHz = rates.toHz;
    this.#stage = stageOf(this.#ratio, bandOf(rates));
    this.delaySamples = this.#stage?.delaySamples ?? 0;
    this.#begin();
  }

  /** The most that {@link process} returns for a block of `inputFrames`; for 0 also the most of {@link flush}. */
  outputFramesMax(inputFrames: number): number {
    return scaledCeil(inputFrames + this.delaySamples, this.#ratio) + 1;
  }

  /**
   * Takes a block of any length, also empty.
   *
   * @param block mono, `[n]`, full scale is -1 to 1
   * @returns the outputs that it completes
   * @throws {TypeError} when `block` is no `Float32Array`
   */
  process(block: Float32Array): Float32Array {
    requireSamples(block);
    const out = new Float32Array(this.#completedBy(block));
    this.processInto(out, block);
    return out;
  }

  /**
   * {@link process} into the caller's array.
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

  /** Ends the signal and returns the outputs still owed; the next block begins another signal. */
  flush(): Float32Array {
    const out = new Float32Array(this.#owed());
    this.flushInto(out);
    return out;
  }

  /**
   * {@link flush} into the caller's array.
   *
   * @param out room for `outputFramesMax(0)` samples
   * @returns number of samples written
   * @throws {RangeError} when `out` is too short; nothing is flushed then
   */
  flushInto(out: Float32Array): number {
    const owed = this.#owed();
    requireRoom(out, owed);
    const zeros = new Float32Array(ZEROS_SAMPLES);
    for (let done = 0; done < owed;) {
      done += this.#stage!.process(zeros, out.subarray(done, owed));
    }
    this.#begin();
    return owed;
  }

  #begin(): void {
    this.#taken = this.#written = 0;
    this.#stage?.reset();
    this.#stage?.process(new Float32Array(this.#stage.leadSamples), new Float32Array(0));
  }

  #completedBy(block: Float32Array): number {
    return this.#stage ? this.#stage.outputSamples(block.length) : block.length;
  }

  #owed(): number {
    return scaledCeil(this.#taken, this.#ratio) - this.#written;
  }
}
