/**
 * Changes of level by recorders: overdrive and compression.
 *
 * @module
 */
import { checkChoice, checkNumber } from "../check_option.ts";

/**
 * Overdrives a signal: amplifies it until its peak is `driveDb` above full scale, limits it to -1
 * to 1, and restores its level.
 *
 * @param options `hard` clips, `soft` saturates (tanh)
 * @throws {RangeError} when the drive is not a number or the shape is unknown
 */
export function overdrive(
  samples: Float32Array,
  options: { readonly driveDb: number; readonly shape: "hard" | "soft" },
): Float32Array {
  checkNumber("Overdriving", "driveDb", options.driveDb);
  checkChoice("Overdriving", "shape", options.shape, ["hard", "soft"]);
  const peak = samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  if (peak === 0) return samples.slice();
  const factor = 10 ** (options.driveDb / 20) / peak;
  const limit = options.shape === "hard" ? (x: number) => Math.max(-1, Math.min(1, x)) : Math.tanh;
  return samples.map((x) => limit(x * factor) / factor);
}

/**
 * Compresses the dynamic range: above the threshold, an increase of `ratio` dB becomes an increase
 * of 1 dB.
 *
 * @param samples mono, `[n]`
 * @returns `[n]`
 * @throws {RangeError} when the ratio is below 1 or a time is not above 0
 */
export function compress(
  samples: Float32Array,
  options: {
    /** RMS level above which the gain is reduced, dB re full scale. */
    readonly thresholdDbfs: number;
    readonly ratio: number;
    /** Time constant of a rising level, in seconds. */
    readonly attackSeconds: number;
    /** Time constant of a falling level, in seconds. */
    readonly releaseSeconds: number;
    readonly sampleRateHz: number;
  },
): Float32Array {
  const { thresholdDbfs, ratio, attackSeconds, releaseSeconds, sampleRateHz } = options;
  checkNumber("Compressing", "thresholdDbfs", thresholdDbfs);
  checkNumber("Compressing", "ratio", ratio, { min: 1 });
  checkNumber("Compressing", "attackSeconds", attackSeconds, { above: 0 });
  checkNumber("Compressing", "releaseSeconds", releaseSeconds, { above: 0 });
  checkNumber("Compressing", "sampleRateHz", sampleRateHz, { above: 0 });
  const attack = Math.exp(-1 / (attackSeconds * sampleRateHz));
  const release = Math.exp(-1 / (releaseSeconds * sampleRateHz));
  const threshold = 10 ** (thresholdDbfs / 10);
  const exponent = (1 / ratio - 1) / 2;
  let level = 0;
  return samples.map((x) => {
    const now = x * x;
    const keep = now > level ? attack : release;
    level = keep * level + (1 - keep) * now;
    return level > threshold ? x * (level / threshold) ** exponent : x;
  });
}
