import type { FrameMatrix } from "../types.ts";
import { checkInteger, checkNumber } from "./_check.ts";
import { multiplyRows } from "./_matrix.ts";
import { normalizeRows, roundHalfEven } from "./_spectrum.ts";
import { C1_HZ, cqt, type CqtOptions } from "./cqt.ts";

/** Options of {@link chromaCqt}. */
export interface ChromaCqtOptions extends Omit<CqtOptions, "nBins"> {
  /** Default 12. */
  readonly nChroma?: number;
  /** Default 7. */
  readonly nOctaves?: number;
  /** A multiple of `nChroma`; default 36. */
  readonly binsPerOctave?: number;
  /** Deviation from A4 = 440 Hz in bins; null (default) estimates it. */
  readonly tuning?: number | null;
  /** Classes below count as 0; default 0. */
  readonly threshold?: number;
  /** Norm of each frame: Infinity (default: the largest class is 1), 1, 2, or null for none. */
  readonly norm?: 1 | 2 | typeof Infinity | null;
}

/**
 * Magnitude of each pitch class from the constant-Q transform, as `librosa.feature.chroma_cqt`.
 *
 * @param samples mono, `[n]`
 * @returns `[frames, nChroma]`
 * @throws {RangeError} when an option is out of range
 */
export function chromaCqt(samples: Float32Array, options: ChromaCqtOptions): FrameMatrix {
  const { nChroma = 12, nOctaves = 7, binsPerOctave = 36, norm = Infinity } = options;
  const { fMinHz = C1_HZ, tuning = null } = options;
  checkInteger("nChroma", nChroma, 1, 1024);
  checkInteger("nOctaves", nOctaves, 1, 16);
  const threshold = checkNumber("threshold", options.threshold ?? 0, { min: 0 });
  if (binsPerOctave % nChroma !== 0) {
    throw new RangeError(
      `Merging ${binsPerOctave} bins an octave into ${nChroma} classes: wanted a multiple`,
    );
  }
  const nBins = nOctaves * binsPerOctave;
  const C = cqt(samples, { ...options, fMinHz, nBins, binsPerOctave, tuning });
  const chroma = multiplyRows(C, mergingMatrix(nBins, binsPerOctave, nChroma, fMinHz));
  const kept = { ...chroma, data: chroma.data.map((value) => value < threshold ? 0 : value) };
  return normalizeRows(kept, norm);
}

/** Ones where a bin belongs to a class; class 0 is C, and a class's bins lie around its own. */
function mergingMatrix(
  nBins: number,
  binsPerOctave: number,
  nChroma: number,
  fMinHz: number,
): FrameMatrix {
  const merged = binsPerOctave / nChroma;
  const midi = 69 + 12 * Math.log2(fMinHz / 440);
  const roll = roundHalfEven((((midi % 12) + 12) % 12) * nChroma / 12);
  const data = new Float32Array(nChroma * nBins);
  for (let bin = 0; bin < nBins; bin++) {
    const around = (bin + Math.floor(merged / 2)) % binsPerOctave;
    data[(Math.floor(around / merged) + roll) % nChroma * nBins + bin] = 1;
  }
  return { data, frames: nChroma, bins: nBins };
}
