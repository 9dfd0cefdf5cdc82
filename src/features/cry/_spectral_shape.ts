import type { FrameMatrix } from "../../types.ts";

/** Values of {@link spectralShapeInto}, one a frame each. */
export const SHAPE_NAMES = [
  "level",
  "centroid",
  "bandwidth",
  "rolloff",
  "flatness",
  "flux",
  "contrast_low",
  "contrast_mid",
  "contrast_high",
] as const;

/** Octave-wide bands for the contrast between spectral peaks and valleys, Hz. */
const CONTRAST_HZ = [[200, 600], [600, 1500], [1500, 3400]] as const;

/**
 * The shape of each frame's spectrum between two frequencies: level in dB under the loudest frame,
 * centroid, bandwidth and 85 % roll-off in kHz, flatness in dB, change of the normalised spectrum
 * from the frame before, and peak-to-valley contrast in dB.
 *
 * @param out one track of `[frames]` for each of {@link SHAPE_NAMES}
 */
export function spectralShapeInto(
  out: readonly Float32Array[],
  power: FrameMatrix,
  options: {
    readonly binHz: number;
    readonly fMinHz: number;
    readonly fMaxHz: number;
    readonly rangeDb: number;
  },
): void {
  const { data, frames, bins } = power;
  const { binHz, rangeDb } = options;
  const first = Math.ceil(options.fMinHz / binHz);
  const last = Math.floor(options.fMaxHz / binHz);
  const totals = new Float64Array(frames);
  for (let t = 0; t < frames; t++) {
    for (let k = first; k <= last; k++) totals[t]! += data[t * bins + k]!;
  }
  const loudest = totals.reduce((a, b) => Math.max(a, b), 0);
  // Noise 50 dB down must look alike whether a codec coded it or not.
  const floor = Math.max(loudest * 10 ** (-rangeDb / 10) / (last - first + 1), 1e-30);
  const sections = CONTRAST_HZ.map(([low, high]) =>
    data.slice(0, Math.floor(high / binHz) - Math.ceil(low / binHz))
  );

  for (let t = 0; t < frames; t++) {
    const row = data.subarray(t * bins, (t + 1) * bins);
    const before = t > 0 ? data.subarray((t - 1) * bins, t * bins) : row;
    const total = Math.max(totals[t]!, floor);
    const totalBefore = Math.max(totals[Math.max(0, t - 1)]!, floor);
    let [moment, logs, sum, flux] = [0, 0, 0, 0];
    for (let k = first; k <= last; k++) {
      const p = row[k]! + floor;
      sum += p;
      moment += k * p;
      logs += Math.log(p);
      flux += Math.abs(row[k]! / total - before[k]! / totalBefore);
    }
    const centroid = moment / sum;
    let spread = 0;
    let below = 0;
    let rolloff = last;
    for (let k = first; k <= last; k++) {
      const p = row[k]! + floor;
      spread += (k - centroid) ** 2 * p;
      if (below < 0.85 * sum) rolloff = k;
      below += p;
    }
    const count = last - first + 1;
    out[0]![t] = Math.max(-rangeDb, 10 * Math.log10(total / Math.max(loudest, floor)));
    out[1]![t] = centroid * binHz / 1000;
    out[2]![t] = Math.sqrt(spread / sum) * binHz / 1000;
    out[3]![t] = rolloff * binHz / 1000;
    out[4]![t] = 10 * (logs / count - Math.log(sum / count)) / Math.LN10;
    out[5]![t] = flux;
    sections.forEach((section, i) => {
      const start = Math.ceil(CONTRAST_HZ[i]![0] / binHz);
      section.set(row.subarray(start, start + section.length));
      section.sort();
      out[6 + i]![t] = contrastDb(section, floor);
    });
  }
}

/** Mean of the top fifth over mean of the bottom fifth. */
function contrastDb(sorted: Float32Array, floor: number): number {
  const fifth = Math.max(1, Math.round(sorted.length / 5));
  let [valley, peak] = [floor * fifth, floor * fifth];
  for (let i = 0; i < fifth; i++) {
    valley += sorted[i]!;
    peak += sorted[sorted.length - 1 - i]!;
  }
  return 10 * Math.log10(peak / valley);
}
