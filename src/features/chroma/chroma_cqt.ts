import type { FrameMatrix } from "../../types.ts";
import { checkInteger, checkNumber } from "../_check.ts";
import { normalizeRows, roundHalfEven } from "../_spectrum.ts";
import { C1_HZ, cqtOctaves, type CqtOptions } from "./cqt.ts";

/** Options of {@link chromaCqt}. */
export interface ChromaCqtOptions extends Omit<CqtOptions, "nBins"> {
  /** Number of pitch classes per octave. Default 12. */
  readonly nChroma?: number;
  /** Number of octaves. Default 7. */
  readonly nOctaves?: number;
  /** Number of bins per octave, a multiple of `nChroma`. Default 36. */
  readonly binsPerOctave?: number;
  /** Deviation from A4 = 440 Hz in bins; null estimates it. Default null. */
  readonly tuning?: number | null;
  /** Value below which a pitch class counts as 0. Default 0. */
  readonly threshold?: number;
  /**
   * Norm of each frame: `Infinity` (the largest class is 1), 1, 2, or null for none. Default
   * `Infinity`.
   */
  readonly norm?: 1 | 2 | typeof Infinity | null;
}

/**
 * Computes the magnitude of each pitch class from the constant-Q transform, as
 * `librosa.feature.chroma_cqt`.
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
      `Computing chroma: expected binsPerOctave to be a multiple of nChroma ${nChroma}, ` +
        `received ${binsPerOctave}`,
    );
  }
  const nBins = nOctaves * binsPerOctave;
  const { octaves, frames } = cqtOctaves(samples, {
    ...options,
    fMinHz,
    nBins,
    binsPerOctave,
    tuning,
  });
  const classes = classesOf(binsPerOctave, nChroma, fMinHz);
  const sums = new Float64Array(frames * nChroma);
  for (const { magnitudes: { data, bins } } of octaves) {
    for (let t = 0, at = 0; t < frames; t++) {
      for (let k = 0; k < bins; k++, at++) sums[t * nChroma + classes[k]!]! += data[at]!;
    }
  }
  const data = Float32Array.from(sums, (value) => value < threshold ? 0 : value);
  return normalizeRows({ data, frames, bins: nChroma }, norm);
}

/**
 * Assigns the bins of an octave to pitch classes; class 0 is C, and the bins of a class are
 * centered on it.
 */
function classesOf(binsPerOctave: number, nChroma: number, fMinHz: number): Uint16Array {
  const merged = binsPerOctave / nChroma;
  const midi = 69 + 12 * Math.log2(fMinHz / 440);
  const roll = roundHalfEven((((midi % 12) + 12) % 12) * nChroma / 12);
  return Uint16Array.from({ length: binsPerOctave }, (_, bin) => {
    const around = (bin + Math.floor(merged / 2)) % binsPerOctave;
    return (Math.floor(around / merged) + roll) % nChroma;
  });
}
