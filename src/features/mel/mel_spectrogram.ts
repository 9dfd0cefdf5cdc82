import { type DspCore, dspCore } from "../../dsp/core.ts";
import type { FrameMatrix } from "../../types.ts";
import { checkOutput, checkSamples } from "../_check.ts";
import {
  checkPower,
  forFrameGroups,
  type FrameOptions,
  type Frames,
  planFrames,
  raise,
  stftFrameCount,
} from "../_frames.ts";
import { power8 } from "../_eight_frames.ts";
import { type MelOptions, type MelPlan, planMel } from "./mel_filterbank.ts";

/** Options of {@link melSpectrogram}. */
export interface MelSpectrogramOptions extends FrameOptions, MelOptions {
  /** Exponent of the magnitude before the filterbank. Default 2. */
  readonly power?: number;
}

/**
 * Computes a mel spectrogram, as `librosa.feature.melspectrogram`.
 *
 * A NaN or infinity affects only the frames that contain it.
 *
 * @param samples mono, `[n]`
 * @returns `[frames, nMels]`
 * @throws {RangeError} when an option is out of range
 * @see https://librosa.org/doc/0.11.0/generated/librosa.feature.melspectrogram.html
 *
 * @example
 * ```ts
 * import { melSpectrogram, powerToDb } from "@babycry/babycry/features";
 * import assert from "node:assert/strict";
 *
 * const tone = Float32Array.from({ length: 16_000 }, (_, n) => Math.sin(0.2 * n));
 * const options = { sampleRateHz: 16_000, nFft: 1024, hopSamples: 256, nMels: 80 };
 * const mel = powerToDb(melSpectrogram(tone, options), { ref: "max" });
 * assert.deepEqual([mel.frames, mel.bins], [63, 80]);
 * ```
 */
export function melSpectrogram(
  samples: Float32Array,
  options: MelSpectrogramOptions,
): FrameMatrix {
  checkSamples(samples);
  const frames = stftFrameCount(samples.length, options);
  const data = new Float32Array(frames * options.nMels);
  melSpectrogramInto(data, samples, options);
  return { data, frames, bins: options.nMels };
}

/** Computes {@link melSpectrogram} into the caller's `out`, `[frames, nMels]`. */
export function melSpectrogramInto(
  out: Float32Array,
  samples: Float32Array,
  options: MelSpectrogramOptions,
): void {
  melFramesInto(dspCore(), out, samples, options);
}

/** Logarithmic scale of the output: `offset + scale * ln(max(value, floor))`. */
export interface LogScale {
  readonly floor: number;
  readonly scale: number;
  readonly offset: number;
}

/** Computes mel frames, or `part` of them, on a logarithmic scale if `log` is given. */
export function melFramesInto(
  core: DspCore,
  out: Float32Array,
  samples: Float32Array,
  options: MelSpectrogramOptions,
  log?: LogScale,
  part?: { readonly first: number; readonly count: number },
): void {
  checkSamples(samples);
  const power = checkPower(options.power);
  const mel = planMel(core, options);
  const { spectra, frames: all } = planFrames(core, samples, options);
  const frames = part === undefined
    ? all
    : { ...all, lead: all.lead - part.first * all.hopSamples, count: part.count };
  bankFramesInto(core, out, frames, mel, spectra, (from, hopBytes, x, y, rows) => {
    power8(core, spectra, from, hopBytes, x, y, rows);
    raise(core, rows, spectra.bins * 8, power);
  }, log);
}

/**
 * Applies a filter bank to frames, eight at a time.
 *
 * @param powers writes `[bin][8]` from the eight frames at `from`; `x` and `y` are work areas
 */
export function bankFramesInto(
  core: DspCore,
  out: Float32Array,
  frames: Frames,
  mel: MelPlan,
  sizes: SpectrumSizes,
  powers: PowersOfEight,
  log?: LogScale,
): void {
  checkOutput(out, frames.count * mel.nMels);
  forBankFrames(core, frames, mel, sizes, powers, (values, first, held) => {
    out.set(core.f32(values, held * mel.nMels), first * mel.nMels);
  }, log);
}

interface SpectrumSizes {
  readonly bins: number;
  readonly workBytes: number;
}

type PowersOfEight = (
  from: number,
  hopBytes: number,
  x: number,
  y: number,
  rows: number,
) => void;

/**
 * Computes {@link bankFramesInto} in WebAssembly memory: calls back with `[held, nMels]` and the
 * first index.
 */
export function forBankFrames(
  core: DspCore,
  frames: Frames,
  { address, nMels }: MelPlan,
  { bins, workBytes }: SpectrumSizes,
  powers: PowersOfEight,
  visit: (values: number, first: number, held: number) => void,
  log?: LogScale,
): void {
  const { kernels } = core;
  core.scratch(() => {
    const x = core.alloc(workBytes);
    const y = core.alloc(workBytes);
    const rows = core.alloc(bins * 32);
    const bands = core.alloc(nMels * 32);
    const done = core.alloc(nMels * 32);
    forFrameGroups(core, frames, ({ from, hopBytes, first }) => {
      powers(from, hopBytes, x, y, rows);
      kernels.filterbank8(rows, address, nMels, bands);
      if (log) kernels.logScaled(bands, nMels * 8, log.floor, log.scale, log.offset);
      kernels.storeRows(bands, 32, nMels, done, nMels * 4);
      kernels.storeRows(bands + 16, 32, nMels, done + nMels * 16, nMels * 4);
      visit(done, first, Math.min(8, frames.count - first));
    });
  });
}
