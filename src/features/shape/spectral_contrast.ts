import { type DspCore, dspCore } from "../../dsp/core.ts";
import type { FrameMatrix } from "../../types.ts";
import { checkInteger, checkNumber } from "../_check.ts";
import { forRowsOfEight, type RowsOfEight, transformLength } from "../_eight_frames.ts";
import { binWidthHz, roundHalfEven, type SpectrumOptions } from "../_spectrum.ts";
import { powerToDb } from "../spectrum/decibels.ts";

/** Options of {@link spectralContrast}. */
export interface SpectralContrastOptions extends SpectrumOptions {
  /** Number of octave bands above the lowest band. Default 6. */
  readonly nBands?: number;
  /** Upper edge of the lowest band in Hz. Default 200. */
  readonly fMinHz?: number;
  /** Share of the bins of a band that make up its peak and its valley. Default 0.02. */
  readonly quantile?: number;
  /** Whether to return the difference of magnitudes instead of dB. Default false. */
  readonly linear?: boolean;
}

/**
 * Computes the level of peaks above valleys in octave bands, as
 * `librosa.feature.spectral_contrast`.
 *
 * @param input samples, or magnitudes `[frames, floor(nFft / 2) + 1]`
 * @returns dB, `[frames, nBands + 1]`
 * @throws {RangeError} when a band starts above half the sample rate or contains no bin
 * @see Jiang et al., "Music type classification by spectral contrast feature", 2002
 */
export function spectralContrast(
  input: Float32Array | FrameMatrix,
  options: SpectralContrastOptions,
): FrameMatrix {
  const core = dspCore();
  const extremes = new BandExtremes(transformLength(input, options), options);
  forRowsOfEight(core, input, options, 1, (eight) => extremes.add(core, eight));
  return extremes.contrast(options.linear);
}

/** Valleys and peaks of octave bands, computed eight frames at a time. */
export class BandExtremes {
  readonly #bands: readonly OctaveBand[];
  readonly #valleys: number[] = [];
  readonly #peaks: number[] = [];

  constructor(nFft: number, options: SpectralContrastOptions) {
    const { nBands = 6, fMinHz = 200, quantile = 0.02, sampleRateHz } = options;
    checkInteger("nBands", nBands, 1, 64);
    checkNumber("fMinHz", fMinHz, { above: 0 });
    checkNumber("quantile", quantile, { above: 0, max: 1 });
    const bins = Math.floor(nFft / 2) + 1;
    this.#bands = octaveBands(binWidthHz(sampleRateHz, nFft), bins, nBands, fMinHz, quantile);
  }

  /** Adds up to eight frames of magnitudes. */
  add(core: DspCore, { rows, count }: RowsOfEight): void {
    const most = Math.max(8, ...this.#bands.map(({ keep }) => keep));
    core.scratch(() => {
      const work = core.alloc(most * 32);
      const found = core.alloc(this.#bands.length * 64);
      for (const [b, { from, to, keep }] of this.#bands.entries()) {
        const low = found + b * 64;
        core.kernels.extremes8(rows + from * 32, to - from, keep, work, low, low + 32);
      }
      const values = core.f32(found, this.#bands.length * 16);
      for (let lane = 0; lane < count; lane++) {
        for (let at = lane; at < values.length; at += 16) {
          this.#valleys.push(values[at]!);
          this.#peaks.push(values[at + 8]!);
        }
      }
    });
  }

  /** Returns {@link spectralContrast} of all frames that were added. */
  contrast(linear: boolean = false): FrameMatrix {
    const bins = this.#bands.length;
    const matrix = (values: readonly number[]): FrameMatrix => {
      const whole = { data: Float32Array.from(values), frames: values.length / bins, bins };
      return linear ? whole : powerToDb(whole);
    };
    const low = matrix(this.#valleys).data;
    const { data, frames } = matrix(this.#peaks);
    return { data: data.map((peak, i) => peak - low[i]!), frames, bins };
  }
}

interface OctaveBand {
  readonly from: number;
  readonly to: number;
  /** Number of bins that make up the peak and the valley. */
  readonly keep: number;
}

function octaveBands(
  hz: number,
  bins: number,
  nBands: number,
  fMinHz: number,
  quantile: number,
): OctaveBand[] {
  if (fMinHz * 2 ** (nBands - 1) >= hz * (bins - 1)) {
    throw new RangeError(
      `Computing spectral contrast: expected the highest of ${nBands} octave bands above ${fMinHz} ` +
        `Hz to start below ${hz * (bins - 1)} Hz, received ${fMinHz * 2 ** (nBands - 1)} Hz`,
    );
  }
  return Array.from({ length: nBands + 1 }, (_, k) => {
    const low = k === 0 ? 0 : fMinHz * 2 ** (k - 1);
    const high = fMinHz * 2 ** k;
    let first = 0;
    while (first < bins && first * hz < low) first++;
    let last = first - 1;
    while (last + 1 < bins && (last + 1) * hz <= high) last++;
    const action = `Computing spectral contrast of ${low} to ${high} Hz`;
    if (last < first) {
      throw new RangeError(
        `${action}: expected two or more bins, received none; use a larger nFft`,
      );
    }
    const from = Math.max(0, k > 0 ? first - 1 : first);
    const end = k === nBands ? bins : last + 1;
    const to = k === nBands ? end : end - 1;
    if (to <= from) {
      throw new RangeError(`${action}: expected two or more bins, received one; use a larger nFft`);
    }
    // The bin that is shared with the next band counts for the quantile.
    const keep = Math.max(1, roundHalfEven(quantile * (end - from)));
    return { from, to, keep: Math.min(keep, to - from) };
  });
}
