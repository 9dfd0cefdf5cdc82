import type { DspCore } from "../dsp/core.ts";
import { planSpectra, type SpectraPlan } from "../dsp/spectra.ts";
import { checkFftLength, checkInteger } from "./_check.ts";
import { windowFunction, type WindowName } from "./spectrum/window_function.ts";
import { checkNumber } from "./_check.ts";

/**
 * Padding before the first and after the last sample: zeros, the mirrored signal or the end value.
 */
export type PadMode = "constant" | "reflect" | "edge";

/** Division of a signal into frames, and their transform. */
export interface FrameOptions {
  /** Length of the transform in points, 1 to 1,048,576. */
  readonly nFft: number;
  /** Distance from one frame to the next in samples, 1 or more. */
  readonly hopSamples: number;
  /** Length of the window in samples, 1 to `nFft`, centered in the frame. Default `nFft`. */
  readonly windowSamples?: number;
  /** Name of the window, which is periodic. Default `hann`. */
  readonly window?: WindowName;
  /**
   * Whether frame t is centered at sample `t * hopSamples`, instead of starting there. Default
   * true.
   */
  readonly center?: boolean;
  /** Padding of centered frames. Default `constant`. */
  readonly padMode?: PadMode;
}

/**
 * Counts the frames of a signal of `samples` samples: `1 + floor(samples / hopSamples)` if frames
 * are centered and `nFft` is even, else the number of whole frames, 0 or more.
 */
export function stftFrameCount(
  samples: number,
  options: Pick<FrameOptions, "nFft" | "hopSamples" | "center">,
): number {
  checkInteger("samples", samples, 0);
  checkInteger("hopSamples", options.hopSamples, 1);
  const nFft = checkFftLength(options.nFft);
  const padded = samples + ((options.center ?? true) ? 2 * Math.floor(nFft / 2) : 0);
  return Math.max(0, 1 + Math.floor((padded - nFft) / options.hopSamples));
}

/** Checks the options against a signal and plans its spectra. */
export function planFrames(
  core: DspCore,
  samples: Float32Array,
  options: FrameOptions,
): { spectra: SpectraPlan; frames: Frames } {
  const { nFft, windowSamples = nFft, window = "hann", center = true } = options;
  checkInteger("windowSamples", windowSamples, 1, nFft);
  const frames = cutFrames(samples, { ...options, frameSamples: nFft, center });
  const key = `${window} ${windowSamples} ${nFft}`;
  const spectra = planSpectra(core, nFft, key, () => {
    const padded = new Float32Array(nFft);
    padded.set(windowFunction(window, windowSamples), Math.floor((nFft - windowSamples) / 2));
    return padded;
  });
  return { spectra, frames };
}

/**
 * Checks the options that divide a signal into frames.
 *
 * @throws {RangeError} when one is out of range
 */
export function cutFrames(
  samples: Float32Array,
  options: {
    readonly frameSamples: number;
    readonly hopSamples: number;
    readonly center?: boolean;
    readonly padMode?: PadMode;
  },
): Frames {
  const { frameSamples, hopSamples, center = true, padMode = "constant" } = options;
  const count = stftFrameCount(samples.length, { nFft: frameSamples, hopSamples, center });
  if (!["constant", "reflect", "edge"].includes(padMode)) {
    throw new RangeError(
      `Padding frames: expected constant, reflect or edge, received ${padMode}`,
    );
  }
  if (center && padMode !== "constant" && samples.length === 0) {
    throw new RangeError(`Padding frames with ${padMode}: expected 1 or more samples, received 0`);
  }
  const lead = center ? Math.floor(frameSamples / 2) : 0;
  return { samples, frameSamples, hopSamples, lead, padMode, count };
}

/** A signal and the positions of its frames. */
export interface Frames {
  readonly samples: Float32Array;
  readonly frameSamples: number;
  readonly hopSamples: number;
  /** Number of samples of frame 0 before the start of the signal. */
  readonly lead: number;
  readonly padMode: PadMode;
  readonly count: number;
}

/** Eight frames in WebAssembly memory. */
export interface FrameGroup {
  /** Address of the first frame. */
  readonly from: number;
  /** Distance from one frame to the next, in bytes. */
  readonly hopBytes: number;
  /** Index of the first frame. */
  readonly first: number;
}

/** Approximate number of samples that are copied to WebAssembly memory at once. */
const BLOCK_SAMPLES = 16_384;

/**
 * Calls `visit` for every eight frames; frames after the last one have arbitrary content. Must be
 * called inside `scratch`. Memory does not grow with the signal.
 */
export function forFrameGroups(
  core: DspCore,
  frames: Frames,
  visit: (group: FrameGroup) => void,
): void {
  const { frameSamples, hopSamples, count, lead } = frames;
  const step = Math.min(hopSamples, frameSamples);
  const groups = Math.max(1, Math.min(8, Math.floor(BLOCK_SAMPLES / (8 * step))));
  const block = 8 * Math.min(groups, Math.ceil(count / 8));
  const room = (block - 1) * step + frameSamples;
  const signal = core.alloc(room * 4);
  for (let first = 0; first < count; first += block) {
    const held = Math.min(block, count - first);
    const view = core.f32(signal, room);
    const start = first * hopSamples - lead;
    if (step === hopSamples) {
      const used = (held - 1) * step + frameSamples;
      copyPadded(view.subarray(0, used), frames, start);
      view.fill(0, used);
    } else {
      view.fill(0, held * step);
      for (let f = 0; f < held; f++) {
        copyPadded(view.subarray(f * step, (f + 1) * step), frames, start + f * hopSamples);
      }
    }
    for (let f = 0; f < held; f += 8) {
      visit({ from: signal + f * step * 4, hopBytes: step * 4, first: first + f });
    }
  }
}

/**
 * Copies samples from `start` on with padding; `start` and the end may lie outside of the signal.
 */
export function copyPadded(
  to: Float32Array,
  { samples, padMode }: Pick<Frames, "samples" | "padMode">,
  start: number,
): void {
  const n = samples.length;
  const begin = Math.min(Math.max(0, -start), to.length);
  const end = Math.max(begin, Math.min(to.length, n - start));
  if (end > begin) to.set(samples.subarray(start + begin, start + end), begin);
  if (padMode === "constant") {
    to.fill(0, 0, begin);
    to.fill(0, end);
    return;
  }
  const period = padMode === "reflect" ? 2 * (n - 1) : 0;
  const outside = (index: number): number => {
    if (period === 0) return samples[index < 0 ? 0 : n - 1]!;
    const turn = ((index % period) + period) % period;
    return samples[turn < n ? turn : period - turn]!;
  };
  for (let i = 0; i < begin; i++) to[i] = outside(start + i);
  for (let i = end; i < to.length; i++) to[i] = outside(start + i);
}

/** Checks that an exponent is above 0. @returns the exponent */
export function checkPower(power: number = 2): number {
  return checkNumber("power", power, { above: 0 });
}

/** Converts squared magnitudes to magnitudes to the power of `power`, in place. */
export function raise(core: DspCore, address: number, length: number, power: number): void {
  if (power === 2) return;
  if (power === 1) return core.kernels.squareRoot(address, length);
  const values = core.f32(address, length);
  for (let i = 0; i < length; i++) values[i] = values[i]! ** (power / 2);
}
