/**
 * Augmentation with the five changes that the authors of DeepInfant describe.
 *
 * @module
 */
import type { Random } from "../random.ts";
import { gain, mixAtSnr } from "./level.ts";
import { pitchShift } from "./pitch_shift.ts";
import { timeShift } from "./time_shift.ts";
import { timeStretch } from "./time_stretch.ts";

/** Largest changes: the authors publish no amounts; with these, a cry stays recognizable. */
const SEMITONES = 2;
const RATES = [0.85, 1.15] as const;
const SNR_DB = [5, 30] as const;
const SHIFT_SHARE = 0.2;
const GAIN_DB = 6;

/**
 * Creates five variants: another pitch, another tempo, white noise, a shift in time, another level.
 *
 * @param samples mono, `[n]`, at any sample rate
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
