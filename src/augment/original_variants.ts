/**
 * Copies of a recording, changed in the five ways that DeepInfant's authors describe.
 *
 * @module
 */
import type { Random } from "../random.ts";
import { gain, mixAtSnr } from "./level.ts";
import { pitchShift } from "./pitch_shift.ts";
import { timeShift } from "./time_shift.ts";
import { timeStretch } from "./time_stretch.ts";

/** Their text names the ways and no amounts; these keep a cry a cry. */
const SEMITONES = 2;
const RATES = [0.85, 1.15] as const;
const SNR_DB = [5, 30] as const;
const SHIFT_SHARE = 0.2;
const GAIN_DB = 6;

/**
 * Five variants: another pitch, another tempo, white noise, moved in time, another level.
 *
 * @param samples mono, `[n]`, at any rate
 * @see https://github.com/skytells-research/DeepInfant
 */
export function originalVariants(samples: Float32Array, random: Random): Float32Array[] {
  const noise = Float32Array.from(samples, () => random.normal());
  const shiftSamples = Math.round(random.between(-SHIFT_SHARE, SHIFT_SHARE) * samples.length);
  return [
    pitchShift(samples, { semitones: random.between(-SEMITONES, SEMITONES) }),
    timeStretch(samples, { rate: random.between(...RATES) }),
    mixAtSnr(samples, noise, { snrDb: random.between(...SNR_DB) }),
    timeShift(samples, { shiftSamples, mode: "roll" }),
    gain(samples, { gainDb: random.between(-GAIN_DB, GAIN_DB), clip: true }),
  ];
}
