import { kaiserLowpass } from "./_kaiser_lowpass.ts";
import { PolyphaseStage } from "./_polyphase_stage.ts";
import { type Ratio, ratioOf, type ResampleRates, scaledCeil } from "./_ratio.ts";
import { requireSamples } from "./_samples.ts";
import type { Stage } from "./_stage.ts";

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
   * outputs have come.
   */
  readonly delaySamples: number;
  readonly fromHz: number;
  readonly toHz: number;
  readonly #ratio: Ratio;
  readonly #stage: Stage | undefined;
  #taken = 0;
  #written = 0;

  /** @throws {RangeError} when a rate is out of range */
  constructor(rates: ResampleRates) {
    this.#ratio = ratioOf(rates);
    this.fromHz = rates.fromHz;
    this.toHz = rates.toHz;
    this.#stage = stageOf(this.#ratio);
    this.delaySamples = this.#stage?.delaySamples ?? 0;
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
    const out = new Float32Array(this.outputFramesMax(block.length));
    return out.slice(0, this.processInto(out, block));
  }

  /**
   * {@link process} into the caller's array.
   *
   * @param out room for `outputFramesMax(block.length)` samples; must not overlap `block`
   * @returns how many samples were written
   */
  processInto(out: Float32Array, block: Float32Array): number {
    requireSamples(block);
    let written: number;
    if (this.#stage) written = this.#stage.process(block, out);
    else {
      out.set(block);
      written = block.length;
    }
    this.#taken += block.length;
    this.#written += written;
    return written;
  }

  /** Ends the signal and returns the outputs still owed; the next block begins another signal. */
  flush(): Float32Array {
    const out = new Float32Array(this.outputFramesMax(0));
    return out.slice(0, this.flushInto(out));
  }

  /** {@link flush} into the caller's array, which has room for `outputFramesMax(0)` samples. */
  flushInto(out: Float32Array): number {
    const owed = scaledCeil(this.#taken, this.#ratio) - this.#written;
    const zeros = new Float32Array(ZEROS_SAMPLES);
    const tail = new Float32Array(this.outputFramesMax(ZEROS_SAMPLES));
    for (let done = 0; done < owed;) {
      const came = this.processInto(tail, zeros);
      out.set(tail.subarray(0, Math.min(came, owed - done)), done);
      done += came;
    }
    this.#stage?.reset();
    this.#taken = this.#written = 0;
    return owed;
  }
}

function stageOf(ratio: Ratio): Stage | undefined {
  if (ratio.up === ratio.down) return undefined;
  const low = Math.min(1, ratio.up / ratio.down);
  const filter = kaiserLowpass(0.475 * low, 0.5 * low);
  return new PolyphaseStage(ratio, filter, Math.ceil(128 * low));
}
