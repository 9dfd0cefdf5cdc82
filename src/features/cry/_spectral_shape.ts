import type { FrameMatrix } from "../../types.ts";

/** Values of {@link spectralShapeInto}, one a frame each. */
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

/** Where peaks are held against what lies between them, Hz. */
const CREST_BANDS_HZ = [[200, 600], [600, 1500], [1500, 3400]] as const;

/**
 * The shape of each frame's spectrum between two frequencies: level in dB under the loudest frame,
 * centroid, bandwidth and 85 % roll-off in kHz, flatness in dB, change of the normalised spectrum
 * from the frame before, and the largest value over the mean in three bands in dB.
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
  const crestBins = CREST_BANDS_HZ.map((edges) => edges.map((hz) => Math.round(hz / binHz)));

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
    crestBins.forEach(([low, high], i) => {
      let [peak, all] = [0, 0];
      for (let k = low!; k < high!; k++) {
        const p = row[k]! + floor;
        if (p > peak) peak = p;
        all += p;
      }
      out[6 + i]![t] = 10 * Math.log10(peak * (high! - low!) / all);
    });
  }
}
