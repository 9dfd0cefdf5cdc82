import type { FrameMatrix } from "../../types.ts";
import { checkFftLength, checkInteger, checkNumber } from "../_check.ts";
import { normOf, roundHalfEven } from "../_spectrum.ts";

/** Options of {@link chromaFilterbank}. */
export interface ChromaOptions {
  /** Sample rate in Hz, above 0. */
  readonly sampleRateHz: number;
  /** Length of the transform in points. */
  readonly nFft: number;
  /** Number of pitch classes per octave. Default 12. */
  readonly nChroma?: number;
  /** Deviation from A4 = 440 Hz in pitch classes. Default 0. */
  readonly tuning?: number;
  /** Center of the octave weighting, in octaves above A0. Default 5. */
  readonly ctroct?: number;
  /** Width of the octave weighting, in octaves, or null for equal weights. Default 2. */
  readonly octwidth?: number | null;
  /** Norm of the weights of each bin: 1, 2, `Infinity`, or null for none. Default 2. */
  readonly filterNorm?: number | null;
  /** Whether class 0 is C, instead of A. Default true. */
  readonly baseC?: boolean;
}

/**
 * Computes the weights from bins to pitch classes, as `librosa.filters.chroma`.
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
  // Bin 0 is placed one and a half octaves below bin 1.
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
