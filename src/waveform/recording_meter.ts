import { forBlocks } from "../dsp/blocks.ts";
import { LEVEL_MIN_DBFS, RunningLevel } from "./level.ts";
import { checkDuration, checkRate, checkSamples, checkValues } from "./check_waveform.ts";

/** Measures of a whole recording. */
export interface RecordingMeasures {
  /** Number of samples. */
  readonly lengthSamples: number;
  /** Sample rate in Hz. */
  readonly sampleRateHz: number;
  /** Share of samples whose magnitude is at least a clipping level, 0 to 1. */
  clippedShare(level: number): number;
}

/** Checks and measures a recording block by block. */
export class RecordingMeter implements RecordingMeasures {
  /** Number of samples so far. */
  lengthSamples = 0;
  /** Sample rate in Hz. */
  readonly sampleRateHz: number;
  /** Number of clipped samples, by clipping level. */
  readonly #clipped: Map<number, number>;
  readonly #level = new RunningLevel();
  /** RMS level without the mean, in dB re full scale; set at the end. */
  levelDbfs: number = LEVEL_MIN_DBFS;

  /**
   * Starts a recording.
   *
   * @param levels clipping levels, above 0
   * @throws {TypeError} when the rate is not a number
   * @throws {RangeError} when the rate is out of range
   */
  constructor(sampleRateHz: number, levels: readonly number[]) {
    checkRate(sampleRateHz);
    this.sampleRateHz = sampleRateHz;
    this.#clipped = new Map(levels.map((level) => [level, 0]));
  }

  /**
   * Adds a block of mono samples.
   *
   * @throws {TypeError} when they are not a Float32Array
   * @throws {RangeError} when a sample is not finite or out of range, or the recording is too long
   */
  add(samples: Float32Array): void {
    checkSamples(samples);
    checkValues(samples, this.lengthSamples);
    this.lengthSamples += samples.length;
    checkDuration(this.lengthSamples, this.sampleRateHz, 0);
    this.#level.add(samples);
    for (const [level, count] of this.#clipped) {
      let clipped = 0;
      forBlocks(samples, ({ kernels }, address, length) => {
        clipped += kernels.countFrom(address, length, level);
      });
      this.#clipped.set(level, count + clipped);
    }
  }

  /** Ends the recording. @throws {RangeError} when it is too short */
  end(minSeconds: number): void {
    checkDuration(this.lengthSamples, this.sampleRateHz, minSeconds);
    this.levelDbfs = this.#level.end();
  }

  /** Share of clipped samples so far, for one of the levels. */
  clippedShare(level: number): number {
    return this.#clipped.get(level)! / this.lengthSamples;
  }
}
