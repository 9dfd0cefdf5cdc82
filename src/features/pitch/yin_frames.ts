import { dspCore } from "../../dsp/core.ts";
import { isSmooth, planRfftLanes } from "../../dsp/fft_plan.ts";
import { checkFftLength, checkInteger, checkNumber, checkSamples } from "../_check.ts";
import { cutFrames, forFrameGroups } from "../_frames.ts";
import type { CutOptions } from "../shape/rms.ts";

/** Options of {@link yin} and {@link pyin}. */
export interface PitchOptions extends CutOptions {
  /** Sample rate in Hz, above 0. */
  readonly sampleRateHz: number;
  /** Lowest pitch in Hz, above 0; its period must fit in a frame. */
  readonly fMinHz: number;
  /** Highest pitch in Hz, at most half the sample rate. */
  readonly fMaxHz: number;
}

/** Normalized differences of each frame by lag. */
export interface YinFrames {
  /** Differences, `[frames, lags]`. */
  readonly data: Float32Array;
  readonly frames: number;
  readonly lags: number;
  /** Lag of column 0. */
  readonly lowestLag: number;
  readonly hopSamples: number;
}

/** Computes the cumulative mean normalized difference function of every frame. */
export function yinFrames(samples: Float32Array, options: PitchOptions): YinFrames {
  checkSamples(samples);
  const { sampleRateHz, frameSamples = 2048, center, padMode } = options;
  const hopSamples = options.hopSamples ?? Math.max(1, Math.floor(frameSamples / 4));
  checkInteger("frameSamples", frameSamples, 4);
  checkFftLength(2 * frameSamples);
  checkNumber("sampleRateHz", sampleRateHz, { above: 0 });
  const fMaxHz = checkNumber("fMaxHz", options.fMaxHz, { above: 0, max: sampleRateHz / 2 });
  const fMinHz = checkNumber("fMinHz", options.fMinHz, { above: 0, max: fMaxHz });
  if (fMinHz === fMaxHz || sampleRateHz / fMinHz >= frameSamples - 1) {
    throw new RangeError(
      `Estimating pitch in frames of ${frameSamples} samples: expected fMinHz below fMaxHz ` +
        `${fMaxHz} and above ${sampleRateHz / (frameSamples - 1)}, received ${fMinHz}`,
    );
  }
  const lowestLag = Math.floor(sampleRateHz / fMaxHz);
  const highestLag = Math.min(Math.ceil(sampleRateHz / fMinHz), frameSamples - 1);
  const lags = highestLag - lowestLag + 1;
  const core = dspCore();
  const { kernels } = core;
  // Long enough that no lag in the range wraps around.
  let nFft = frameSamples + highestLag + 1;
  while (nFft % 2 === 1 || !isSmooth(nFft)) nFft++;
  const plan = planRfftLanes(core, nFft);
  const ones = core.plan(`ones ${frameSamples}`, () => {
    return core.allocF32(new Float32Array(frameSamples).fill(1));
  });
  const frames = cutFrames(samples, {
    frameSamples,
    hopSamples,
    ...(center === undefined ? {} : { center }),
    ...(padMode === undefined ? {} : { padMode }),
  });
  const data = new Float32Array(frames.count * lags);
  core.scratch(() => {
    const workBytes = 16 * nFft + 32;
    const x = core.alloc(workBytes);
    const y = core.alloc(workBytes);
    const spectrum = core.alloc(workBytes);
    const held = core.alloc(16 * frameSamples);
    const out = core.alloc(16 * lags);
    const rows = core.alloc(16 * lags);
    forFrameGroups(core, frames, ({ from, hopBytes, first }) => {
      for (let f = 0; f < 8 && first + f < frames.count; f += 4) {
        kernels.loadFrames(from + f * hopBytes, hopBytes, ones, frameSamples, held, 16);
        const padded = core.f32(x, 4 * nFft);
        padded.set(core.f32(held, 4 * frameSamples));
        padded.fill(0, 4 * frameSamples);
        const z = kernels.fftLanes(plan.address, x, y);
        kernels.splitPower(plan.address, z, spectrum, 16);
        kernels.mirrorLanes(spectrum, nFft);
        // The transform of the power is nFft times the autocorrelation.
        const acf = kernels.fftLanes(plan.address, spectrum, x);
        kernels.splitLanes(plan.address, acf);
        kernels.yinLanes(held, acf, 1 / nFft, lowestLag, highestLag, out);
        kernels.storeRows(out, 16, lags, rows, 4 * lags);
        const count = Math.min(4, frames.count - first - f);
        data.set(core.f32(rows, count * lags), (first + f) * lags);
      }
    });
  });
  return { data, frames: frames.count, lags, lowestLag, hopSamples };
}

/** Tests for a local minimum of a row; the first and last value have one neighbor. */
export function isTrough(row: Float32Array, k: number): boolean {
  if (k === 0) return row[0]! < row[1]!;
  return row[k]! < row[k - 1]! && (k === row.length - 1 || row[k]! <= row[k + 1]!);
}
