import type { DspCore } from "../../../dsp/core.ts";
import { type FftPlan, planRfftLanes } from "../../../dsp/fft_plan.ts";
import { type ColumnRange, type FrameColumns, GROUPS } from "./_frame_columns.ts";

/** Upper edges of the modulation bands, Hz; the lowest starts above 0. */
const EDGES_HZ = [1, 2, 3.5, 5.5, 8, 12, 25] as const;

/** Names of the values of {@link modulationSpectrumInto}. */
export const MODULATION_NAMES: readonly string[] = Array.from(
  { length: GROUPS * EDGES_HZ.length },
  (_, i) => `modulation_${Math.floor(i / EDGES_HZ.length)}_${EDGES_HZ[i % EDGES_HZ.length]}hz`,
);

/** Plan of {@link modulationSpectrumInto} for tracks of one length. */
export interface ModulationPlan {
  readonly frames: number;
  readonly nFft: number;
  readonly fft: FftPlan;
  /** Hann window, `[frames]`. */
  readonly window: Float64Array;
  /** Modulation band of each bin, -1 for none. */
  readonly bandOfBin: Int32Array;
}

export function planModulation(
  core: DspCore,
  frames: number,
  framesPerSecond: number,
): ModulationPlan {
  return core.plan(`modulation ${frames} ${framesPerSecond}`, () => {
    const nFft = 2 ** Math.max(3, Math.ceil(Math.log2(frames)));
    const window = Float64Array.from({ length: frames }, (_, t) => {
      return 0.5 - 0.5 * Math.cos(2 * Math.PI * (t + 0.5) / frames);
    });
    const bandOfBin = Int32Array.from({ length: nFft / 2 + 1 }, (_, k) => {
      return k === 0 ? -1 : EDGES_HZ.findIndex((edge) => k * framesPerSecond / nFft <= edge);
    });
    return { frames, nFft, fft: planRfftLanes(core, nFft), window, bandOfBin };
  });
}

/**
 * Computes the modulation spectrum: RMS swing of the level in dB per modulation band, for eight
 * groups of log-mel bands. Must be called inside `scratch`.
 *
 * @param groups the eight columns of levels in dB
 */
export function modulationSpectrumInto(
  core: DspCore,
  out: Float32Array,
  { frames, nFft, fft, window, bandOfBin }: ModulationPlan,
  groups: ColumnRange,
  { matrix, rowBytes }: FrameColumns,
): void {
  const { kernels } = core;
  const x = core.alloc(16 * nFft + 32);
  const y = core.alloc(16 * nFft + 32);
  const power = core.alloc(16 * (nFft / 2 + 1));
  const row = rowBytes / 4;
  const bands = EDGES_HZ.length;
  for (let g = 0; g < groups.count; g += 4) {
    const tracks = core.f32(matrix + 4 * (groups.first + g), (frames - 1) * row + 4);
    const signal = core.f32(x, 4 * nFft).fill(0);
    for (let lane = 0; lane < 4; lane++) {
      let sum = 0;
      for (let t = 0; t < frames; t++) sum += tracks[t * row + lane]!;
      for (let t = 0; t < frames; t++) {
        signal[4 * t + lane] = (tracks[t * row + lane]! - sum / frames) * window[t]!;
      }
    }
    kernels.splitPower(fft.address, kernels.fftLanes(fft.address, x, y), power, 16);
    const spectrum = core.f32(power, 4 * bandOfBin.length);
    const energies = new Float64Array(4 * bands);
    bandOfBin.forEach((band, k) => {
      if (band < 0) return;
      for (let lane = 0; lane < 4; lane++) {
        energies[lane * bands + band]! += spectrum[4 * k + lane]!;
      }
    });
    energies.forEach((energy, i) => {
      out[g * bands + i] = Math.sqrt(2 * energy / (frames * nFft));
    });
  }
}
