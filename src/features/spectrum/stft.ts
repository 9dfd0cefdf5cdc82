import { dspCore } from "../../dsp/core.ts";
import { power4, spectra4 } from "../../dsp/spectra.ts";
import type { ComplexFrameMatrix, FrameMatrix } from "../../types.ts";
import { checkOutput, checkSamples } from "../_check.ts";
import {
  checkPower,
  forFrameGroups,
  type FrameOptions,
  planFrames,
  raise,
  stftFrameCount,
} from "../_frames.ts";

/**
 * Computes the short-time Fourier transform, as `librosa.stft`.
 *
 * A NaN or infinity affects only the frames that contain it.
 *
 * @param samples mono, `[n]`
 * @returns re and im, `[frames, floor(nFft / 2) + 1, 2]`
 * @throws {RangeError} when an option is out of range
 * @see https://librosa.org/doc/0.11.0/generated/librosa.stft.html
 *
 * @example
 * ```ts
 * import { stft } from "@babycry/babycry/features";
 * import assert from "node:assert/strict";
 *
 * const { frames, bins } = stft(new Float32Array(16_000), { nFft: 512, hopSamples: 160 });
 * assert.deepEqual([frames, bins], [101, 257]);
 * ```
 */
export function stft(samples: Float32Array, options: FrameOptions): ComplexFrameMatrix {
  checkSamples(samples);
  const frames = stftFrameCount(samples.length, options);
  const bins = Math.floor(options.nFft / 2) + 1;
  const data = new Float32Array(frames * bins * 2);
  stftInto(data, samples, options);
  return { data, frames, bins };
}

/** Computes {@link stft} into the caller's `out`, `[frames, floor(nFft / 2) + 1, 2]`. */
export function stftInto(out: Float32Array, samples: Float32Array, options: FrameOptions): void {
  checkSamples(samples);
  const core = dspCore();
  const { kernels } = core;
  const { spectra, frames } = planFrames(core, samples, options);
  const row = 2 * spectra.bins;
  checkOutput(out, frames.count * row);
  core.scratch(() => {
    const x = core.alloc(spectra.workBytes);
    const y = core.alloc(spectra.workBytes);
    const rows = core.alloc(8 * row * 4);
    forFrameGroups(core, frames, ({ from, hopBytes, first }) => {
      for (let f = 0; f < 8; f += 4) {
        const z = spectra4(core, spectra, from + f * hopBytes, hopBytes, x, y);
        kernels.storeSpectra(z, spectra.bins, rows + f * row * 4, row * 4);
      }
      const held = Math.min(8, frames.count - first);
      out.set(core.f32(rows, held * row), first * row);
    });
  });
}

/** Options of {@link stftPower}. */
export interface StftPowerOptions extends FrameOptions {
  /** Exponent of the magnitude. Default 2. */
  readonly power?: number;
}

/**
 * Computes the magnitudes of the {@link stft} to the power of `power`, as the spectrograms of
 * librosa: 2 gives power, 1 magnitudes.
 *
 * @returns `[frames, floor(nFft / 2) + 1]`
 * @throws {RangeError} when an option is out of range
 */
export function stftPower(samples: Float32Array, options: StftPowerOptions): FrameMatrix {
  checkSamples(samples);
  const frames = stftFrameCount(samples.length, options);
  const bins = Math.floor(options.nFft / 2) + 1;
  const data = new Float32Array(frames * bins);
  stftPowerInto(data, samples, options);
  return { data, frames, bins };
}

/** Computes {@link stftPower} into the caller's `out`, `[frames, floor(nFft / 2) + 1]`. */
export function stftPowerInto(
  out: Float32Array,
  samples: Float32Array,
  options: StftPowerOptions,
): void {
  checkSamples(samples);
  const core = dspCore();
  const power = checkPower(options.power);
  const { spectra, frames } = planFrames(core, samples, options);
  const { bins } = spectra;
  checkOutput(out, frames.count * bins);
  core.scratch(() => {
    const x = core.alloc(spectra.workBytes);
    const y = core.alloc(spectra.workBytes);
    const lanes = core.alloc(bins * 16);
    const rows = core.alloc(8 * bins * 4);
    forFrameGroups(core, frames, ({ from, hopBytes, first }) => {
      for (let f = 0; f < 8; f += 4) {
        power4(core, spectra, from + f * hopBytes, hopBytes, x, y, lanes, 16);
        raise(core, lanes, bins * 4, power);
        core.kernels.storeRows(lanes, 16, bins, rows + f * bins * 4, bins * 4);
      }
      const held = Math.min(8, frames.count - first);
      out.set(core.f32(rows, held * bins), first * bins);
    });
  });
}
