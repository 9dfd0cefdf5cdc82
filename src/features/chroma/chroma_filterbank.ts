import type { FrameMatrix } from "../../types.ts";
import { checkFftLength, checkInteger, checkNumber } from "../_check.ts";
import { normOf, roundHalfEven } from "../_spectrum.ts";

/** Options of {@link chromaFilterbank}. */
export interface ChromaOptions {
  /** Samples a second, above 0. */
  readonly sampleRateHz: number;
  /** Length of the transform. */
  readonly nFft: number;
  /** Pitch classes of an octave; default 12. */
  readonly nChroma?: number;
  /** Deviation from A4 = 440 Hz in pitch classes; default 0. */
  readonly tuning?: number;
  /** Centre of the octaves that count, in octaves above A0; default 5. */
  readonly ctroct?: number;
  /** Width of the octave weighting, in octaves, or null for equal weights; default 2. */
  readonly octwidth?: number | null;
  /** Norm of each bin's weights: 1, 2 (default), Infinity, or null for none. */
  readonly filterNorm?: number | null;
  /** Whether class 0 is C (default) or A. */
  readonly baseC?: boolean;
}

/**
 * Weights from bins to pitch classes, as `librosa.filters.chroma`.
 *
 * @returns `[nChroma, floor(nFft / 2) + 1]`
 * @throws {RangeError} when an option is out of range
 */
export function chromaFilterbank(options: ChromaOptions): FrameMatrix {
  const { sampleRateHz, nChroma = 12, tuning = 0, ctroct = 5, octwidth = 2 } = options;
  const { filterNorm = 2, baseC = true } = options;
  checkNumber("sampleRateHz", sampleRateHz, { above: 0 });
  const nFft = checkFftLength(options.nFft);
  checkInteger("nChroma", nChroma, 1, 4096);
  checkNumber("tuning", tuning, {});
  if (octwidth !== null) checkNumber("octwidth", octwidth, { above: 0 });
  const bins = Math.floor(nFft / 2) + 1;
  const a0 = 440 * 2 ** (tuning / nChroma) / 16;
  const place = (bin: number): number => nChroma * Math.log2(bin * sampleRateHz / nFft / a0);
  // Bin 0 stands one and a half octaves below bin 1.
  const placeOf = (bin: number): number => bin === 0 ? place(1) - 1.5 * nChroma : place(bin);
  const half = roundHalfEven(nChroma / 2);
  const data = new Float32Array(nChroma * bins);
  const column = new Float64Array(nChroma);
  for (let bin = 0; bin < bins; bin++) {
    const at = placeOf(bin);
    const width = bin + 1 < nFft ? Math.max(placeOf(bin + 1) - at, 1) : 1;
    for (let c = 0; c < nChroma; c++) {
      const turn = (at - c + half + 10 * nChroma) % nChroma;
      const away = (turn < 0 ? turn + nChroma : turn) - half;
      column[c] = Math.exp(-0.5 * (2 * away / width) ** 2);
    }
    const size = filterNorm === null ? 1 : normOf(column, filterNorm);
    const octave = octwidth === null
      ? 1
      : Math.exp(-0.5 * ((at / nChroma - ctroct) / octwidth) ** 2);
    const roll = baseC ? 3 * Math.floor(nChroma / 12) : 0;
    for (let c = 0; c < nChroma; c++) {
      const row = (c - roll + nChroma) % nChroma;
      data[row * bins + bin] = column[c]! / size * octave;
    }
  }
  return { data, frames: nChroma, bins };
}
