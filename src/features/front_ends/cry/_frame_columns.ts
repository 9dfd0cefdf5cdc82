import type { DspCore } from "../../../dsp/core.ts";
import { power4, type SpectraPlan } from "../../../dsp/spectra.ts";
import { forFrameGroups, type Frames } from "../../_frames.ts";
import { dct } from "../../mel/dct.ts";
import { allocBank, melBands } from "../../mel/mel_filterbank.ts";
import {
  planSpectralShape,
  SHAPE_NAMES,
  type ShapePlan,
  spectralShape,
} from "./_spectral_shape.ts";

/** Number of groups of neighboring mel bands. */
export const GROUPS = 8;

/** Parameters of a front end that the columns depend on. */
export interface ColumnOptions {
  readonly sampleRateHz: number;
  readonly nFft: number;
  readonly nMels: number;
  readonly fMinHz: number;
  readonly fMaxHz: number;
  readonly rangeDb: number;
  readonly nMfcc: number;
}

/** Range of columns, padded to a multiple of four. */
export interface ColumnRange {
  readonly first: number;
  readonly count: number;
}

/** Columns of each frame, and the filter banks that compute them. */
export interface ColumnPlan {
  /** Columns of log-mel, cepstra and {@link SHAPE_NAMES}, in this order. */
  readonly tracks: ColumnRange;
  /** Columns of the levels of the groups of mel bands. */
  readonly groups: ColumnRange;
  /** Number of columns; the first is the power of the frame. */
  readonly count: number;
  readonly shape: ShapePlan;
  /** Bank from power to the total power and the mel bands. */
  readonly powerBank: number;
  /** Bank from log-mel to cepstra. */
  readonly cosineBank: number;
  /** Bank from log-mel to means of neighboring bands. */
  readonly groupBank: number;
}

export function planColumns(core: DspCore, options: ColumnOptions): ColumnPlan {
  const { nMels, nMfcc } = options;
  const shape = planSpectralShape(core, options);
  const identity = new Float32Array(nMels * nMels);
  for (let b = 0; b < nMels; b++) identity[b * nMels + b] = 1;
  const cosines = dct({ data: identity, frames: nMels, bins: nMels }, { coefficients: nMfcc });
  const width = nMels / GROUPS;
  const count = nMels + nMfcc + SHAPE_NAMES.length;
  const groups = Math.ceil((1 + count) / 4) * 4;
  return {
    tracks: { first: 1, count },
    groups: { first: groups, count: GROUPS },
    count: groups + GROUPS,
    shape,
    powerBank: allocBank(core, [
      { firstBin: shape.first, weights: new Array<number>(shape.count).fill(1) },
      ...melBands({ ...options, melScale: "htk", norm: null }),
    ]),
    cosineBank: allocBank(
      core,
      Array.from({ length: nMfcc }, (_, k) => ({
        firstBin: 0,
        weights: Array.from({ length: nMels }, (_, b) => cosines.data[b * nMfcc + k]!),
      })),
    ),
    groupBank: allocBank(
      core,
      Array.from({ length: GROUPS }, (_, g) => ({
        firstBin: g * width,
        weights: new Array<number>(width).fill(1 / width),
      })),
    ),
  };
}

/** Results of {@link frameColumns}, valid until the end of `scratch`. */
export interface FrameColumns {
  readonly frames: number;
  /** Address of the columns, `[frames][columns]`. */
  readonly matrix: number;
  readonly rowBytes: number;
  /** Address of the power spectra, `[group][bin][8]`; 0 below the band. */
  readonly powers: number;
  readonly groupBytes: number;
}

/** Computes the columns of every frame. Must be called inside `scratch`. */
export function frameColumns(
  core: DspCore,
  plan: ColumnPlan,
  spectra: SpectraPlan,
  frames: Frames,
  { nMels, nMfcc, rangeDb }: ColumnOptions,
): FrameColumns {
  const { kernels } = core;
  const groups = Math.ceil(frames.count / 8);
  const rowBytes = plan.count * 4;
  const groupBytes = spectra.bins * 32;
  const matrix = core.alloc(groups * 8 * rowBytes);
  const powers = core.alloc(groups * groupBytes);
  const columns = core.alloc(groups * plan.count * 32);
  const x = core.alloc(spectra.workBytes);
  const y = core.alloc(spectra.workBytes);
  const powerOf = (g: number) => powers + g * groupBytes;
  const columnsOf = (g: number) => columns + g * plan.count * 32;

  let loudest = 0;
  let top = 1e-30;
  forFrameGroups(core, frames, ({ from, hopBytes, first }) => {
    const rows = powerOf(first / 8);
    power4(core, spectra, from, hopBytes, x, y, rows, 32);
    power4(core, spectra, from + 4 * hopBytes, hopBytes, x, y, rows + 16, 32);
    // The pitch reads all bins from 0 on; hum and rumble must not count there either.
    core.f32(rows, plan.shape.first * 8).fill(0);
    const at = columnsOf(first / 8);
    kernels.filterbank8(rows, plan.powerBank, 1 + nMels, at);
    // Values after the last frame must not be the loudest.
    const values = core.f32(at, (1 + nMels) * 8);
    for (let f = frames.count - first; f < 8; f++) {
      for (let c = 0; c <= nMels; c++) values[8 * c + f] = 0;
    }
    loudest = Math.max(loudest, kernels.max(at, 8));
    top = Math.max(top, kernels.max(at + 32, nMels * 8));
  });
  for (let g = 0; g < groups; g++) {
    const at = columnsOf(g);
    const mel = at + 32, mfcc = mel + nMels * 32, shape = mfcc + nMfcc * 32;
    const floor = top * 10 ** (-rangeDb / 10);
    kernels.logScaled(mel, nMels * 8, floor, 10 / Math.LN10, -10 * Math.log10(top));
    kernels.filterbank8(mel, plan.cosineBank, nMfcc, mfcc);
    kernels.filterbank8(mel, plan.groupBank, GROUPS, at + plan.groups.first * 32);
    const power = { rows: powerOf(g), totals: at };
    const before = g > 0 ? { rows: powerOf(g - 1), totals: columnsOf(g - 1) } : undefined;
    spectralShape(core, shape, plan.shape, power, before, { loudest, rangeDb });
    const rows = matrix + g * 8 * rowBytes;
    kernels.storeRows(at, 32, plan.count, rows, rowBytes);
    kernels.storeRows(at + 16, 32, plan.count, rows + 4 * rowBytes, rowBytes);
  }
  return { frames: frames.count, matrix, rowBytes, powers, groupBytes };
}
