import type { DspCore } from "../../../dsp/core.ts";

/** Values of {@link spectralShape}, one a frame each. */
export const SHAPE_NAMES = [
  "level",
  "centroid",
  "bandwidth",
  "rolloff",
  "flatness",
  "flux",
  "crest_low",
  "crest_mid",
  "crest_high",
] as const;

/** Bands in which peaks are compared with the valleys between them, in Hz. */
const CREST_BANDS_HZ = [[200, 600], [600, 1500], [1500, 3400]] as const;

/** Bands of the shape, in bins. */
export interface ShapePlan {
  readonly binHz: number;
  /** First bin that counts. */
  readonly first: number;
  /** Bins that count. */
  readonly count: number;
  /** The same and the crests', for the core. */
  readonly bands: number;
}

export function planSpectralShape(
  core: DspCore,
  { sampleRateHz, nFft, fMinHz, fMaxHz }: {
    readonly sampleRateHz: number;
    readonly nFft: number;
    readonly fMinHz: number;
    readonly fMaxHz: number;
  },
): ShapePlan {
  const binHz = sampleRateHz / nFft;
  const first = Math.ceil(fMinHz / binHz);
  const end = Math.floor(fMaxHz / binHz) + 1;
  const crests = CREST_BANDS_HZ.flat().map((hz) => Math.round(hz / binHz));
  const bands = core.alloc(4 * (2 + crests.length));
  core.i32(bands, 2 + crests.length).set([first, end, ...crests]);
  return { binHz, first, count: end - first, bands };
}

/** Addresses of the power of eight frames, `[bin][8]`, and of its sums over the band, `[8]`. */
export interface FrameGroupPower {
  readonly rows: number;
  readonly totals: number;
}

/**
 * The shape of the spectra of eight frames between two frequencies: level in dB under the loudest
 * frame, centroid, bandwidth and 85 % roll-off in kHz, flatness in dB, change of the normalised
 * spectrum from the frame before, and the largest value over the mean in three bands in dB.
 *
 * @param out one row of `[8]` for each of {@link SHAPE_NAMES}
 * @param before the eight frames before, if there are any
 * @param loudest the largest of all totals
 */
export function spectralShape(
  core: DspCore,
  out: number,
  { binHz, count, bands }: ShapePlan,
  { rows, totals }: FrameGroupPower,
  before: FrameGroupPower | undefined,
  { loudest, rangeDb }: { readonly loudest: number; readonly rangeDb: number },
): void {
  // Noise that far down must look alike whether a codec coded it or not.
  const floor = Math.max(loudest * 10 ** (-rangeDb / 10) / count, 1e-30);
  // The frame before is the last of eight; the first of all frames has itself.
  core.kernels.spectralShape8(
    rows,
    totals,
    before ? before.rows + 28 : rows,
    before ? before.totals + 28 : totals,
    bands,
    binHz / 1000,
    floor,
    Math.max(loudest, floor),
    -rangeDb,
    out,
  );
}
