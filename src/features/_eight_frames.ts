import type { DspCore } from "../dsp/core.ts";
import { power4, type SpectraPlan } from "../dsp/spectra.ts";
import { isInstance } from "../instance_of.ts";
import type { FrameMatrix } from "../types.ts";
import { checkFftLength, checkMatrix, checkSamples } from "./_check.ts";
import { checkPower, forFrameGroups, type FrameOptions, planFrames, raise } from "./_frames.ts";

/** Eight frames of a spectrum in WebAssembly memory. */
export interface RowsOfEight {
  /** Address of `[bin][8]`. */
  readonly rows: number;
  /** Index of the first frame. */
  readonly first: number;
  /** Number of valid frames, 1 to 8; the others hold arbitrary values. */
  readonly count: number;
}

/**
 * Finds the transform length of samples or of a spectrum.
 *
 * @throws {TypeError} for a spectrum of another length
 */
export function transformLength(
  input: Float32Array | FrameMatrix,
  { nFft }: Partial<FrameOptions>,
): number {
  if (isInstance(input, "Float32Array")) return checkFftLength(nFft ?? 2048);
  checkMatrix(input);
  const length = checkFftLength(nFft ?? 2 * (input.bins - 1));
  const bins = Math.floor(length / 2) + 1;
  if (input.bins !== bins) {
    throw new TypeError(
      `Reading a spectrum of ${length} points: expected ${bins} bins, received ${input.bins}`,
    );
  }
  return length;
}

/**
 * Calls `visit` with eight frames at a time: of the spectrum of samples (magnitudes to the power of
 * `power`), or of a given spectrum. Memory does not grow with the signal. Create the plans that
 * `visit` needs before the call.
 *
 * @returns number of frames
 */
export function forRowsOfEight(
  core: DspCore,
  input: Float32Array | FrameMatrix,
  options: Partial<FrameOptions>,
  power: number,
  visit: (eight: RowsOfEight) => void,
): number {
  if (!isInstance(input, "Float32Array")) return forMatrixRows(core, input, visit);
  checkSamples(input);
  checkPower(power);
  const { nFft = 2048, hopSamples = 512 } = options;
  const { spectra, frames } = planFrames(core, input, { ...options, nFft, hopSamples });
  core.scratch(() => {
    const x = core.alloc(spectra.workBytes);
    const y = core.alloc(spectra.workBytes);
    const rows = core.alloc(spectra.bins * 32);
    forFrameGroups(core, frames, ({ from, hopBytes, first }) => {
      power8(core, spectra, from, hopBytes, x, y, rows);
      raise(core, rows, spectra.bins * 8, power);
      visit({ rows, first, count: Math.min(8, frames.count - first) });
    });
  });
  return frames.count;
}

/**
 * Writes the squared magnitudes of the eight frames at `from` to `rows`, `[bin][8]`; `x` and `y`
 * are work areas.
 */
export function power8(
  core: DspCore,
  spectra: SpectraPlan,
  from: number,
  hopBytes: number,
  x: number,
  y: number,
  rows: number,
): void {
  power4(core, spectra, from, hopBytes, x, y, rows, 32);
  power4(core, spectra, from + 4 * hopBytes, hopBytes, x, y, rows + 16, 32);
}

/** Multiplies rows by a sparse filter bank. @returns `[count, bands]` */
export function bandsOfEight(
  core: DspCore,
  { rows, count }: Pick<RowsOfEight, "rows" | "count">,
  bank: number,
  bands: number,
): Float32Array {
  const { kernels } = core;
  return core.scratch(() => {
    const values = core.alloc(bands * 32);
    const out = core.alloc(bands * 32);
    kernels.filterbank8(rows, bank, bands, values);
    kernels.storeRows(values, 32, bands, out, bands * 4);
    kernels.storeRows(values + 16, 32, bands, out + bands * 16, bands * 4);
    return core.f32(out, count * bands).slice();
  });
}

function forMatrixRows(
  core: DspCore,
  { data, frames, bins }: FrameMatrix,
  visit: (eight: RowsOfEight) => void,
): number {
  const { ones } = core.plan(`ones ${bins}`, () => {
    return { ones: core.allocF32(new Float32Array(bins).fill(1)) };
  });
  core.scratch(() => {
    const from = core.alloc(8 * bins * 4);
    const rows = core.alloc(bins * 32);
    core.f32(from, 8 * bins).fill(0);
    for (let first = 0; first < frames; first += 8) {
      const count = Math.min(8, frames - first);
      core.f32(from, count * bins).set(data.subarray(first * bins, (first + count) * bins));
      for (let half = 0; half < 2; half++) {
        const four = from + half * 16 * bins;
        core.kernels.loadFrames(four, bins * 4, ones, bins, rows + 16 * half, 32);
      }
      visit({ rows, first, count });
    }
  });
  return frames;
}
