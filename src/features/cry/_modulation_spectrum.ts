import { rfft } from "../rfft.ts";

/** Upper edges of the modulation bands, Hz; the lowest starts above 0. */
const EDGES_HZ = [1, 2, 3.5, 5.5, 8, 12, 25] as const;
const GROUPS = 8;

/** Names of the values of {@link modulationSpectrumInto}. */
export const MODULATION_NAMES: readonly string[] = Array.from(
  { length: GROUPS * EDGES_HZ.length },
  (_, i) => `modulation_${Math.floor(i / EDGES_HZ.length)}_${EDGES_HZ[i % EDGES_HZ.length]}hz`,
);

/**
 * How fast the level of each part of the spectrum rises and falls: RMS swing in dB per modulation
 * band, of log-mel bands taken together in eight groups.
 *
 * @param levels log-mel in dB, `[frames, bands]`; `bands` a multiple of 8
 */
export function modulationSpectrumInto(
  out: Float32Array,
  at: number,
  levels: Float32Array,
  bands: number,
  framesPerSecond: number,
): void {
  const frames = levels.length / bands;
  const width = bands / GROUPS;
  let nFft = 2;
  while (nFft < frames) nFft *= 2;
  const track = new Float32Array(nFft);
  for (let g = 0; g < GROUPS; g++) {
    let sum = 0;
    for (let t = 0; t < frames; t++) {
      let level = 0;
      for (let b = g * width; b < (g + 1) * width; b++) level += levels[t * bands + b]!;
      track[t] = level / width;
      sum += track[t]!;
    }
    const mean = sum / frames;
    for (let t = 0; t < frames; t++) {
      track[t] = (track[t]! - mean) * (0.5 - 0.5 * Math.cos(2 * Math.PI * (t + 0.5) / frames));
    }
    track.fill(0, frames);
    const spectrum = rfft(track);
    const energy = new Float64Array(EDGES_HZ.length);
    for (let k = 1; k <= nFft / 2; k++) {
      const band = EDGES_HZ.findIndex((edge) => k * framesPerSecond / nFft <= edge);
      if (band >= 0) energy[band]! += spectrum[2 * k]! ** 2 + spectrum[2 * k + 1]! ** 2;
    }
    energy.forEach((e, i) => {
      out[at + g * EDGES_HZ.length + i] = Math.sqrt(2 * e / (frames * nFft));
    });
  }
}
