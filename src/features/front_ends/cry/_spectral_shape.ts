import type { DspCore } from "../../../dsp/core.ts";

/** Names of the values of {@link spectralShape}; each has one value per frame. */
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

/** Frequencies in Hz that divide the band into parts, in which maximum and mean are compared. */
const CREST_EDGES_HZ = [600, 1500] as const;

/** Plan of {@link spectralShape}. */
export interface ShapePlan {
  readonly binHz: number;
  /** Index of the first bin in the band. */
  readonly first: number;
  /** Number of bins in the band. */
  readonly count: number;
  /** Address of the ranges of the band and of its three parts. */
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
  const [low, high] = CREST_EDGES_HZ.map((hz) => Math.round(hz / binHz)) as [number, number];
  const bands = core.alloc(32);
  core.i32(bands, 8).set([first, end, first, low, low, high, high, end]);
  return { binHz, first, count: end - first, bands };
}

/** Addresses of the power of eight frames, `[bin][8]`, and of its totals, `[8]`. */
export interface FrameGroupPower {
  readonly rows: number;
  readonly totals: number;
}

/**
 * Computes the shape of the spectra of eight frames in a band: level in dB relative to the loudest
 * frame, centroid, bandwidth and 85 % roll-off in kHz, flatness in dB, change of the normalized
 * spectrum from the previous frame, and the ratio of maximum to mean in three parts of the band in dB.
 *
 * @param out address of a row `[8]` for each of {@link SHAPE_NAMES}
 * @param before previous eight frames, if any
 * @param loudest largest total of all frames
 */
export function spectralShape(
  core: DspCore,
  out: number,
  { binHz, count, bands }: ShapePlan,
  { rows, totals }: FrameGroupPower,
  before: FrameGroupPower | undefined,
  { loudest, rangeDb }: { readonly loudest: number; readonly rangeDb: number },
): void {
  // Noise this far below must have the same shape whether or not a codec preserved it.
  const floor = Math.max(loudest * 10 ** (-rangeDb / 10) / count, 1e-30);
  // The previous frame is the last of the previous eight; the first frame of all uses itself.
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
