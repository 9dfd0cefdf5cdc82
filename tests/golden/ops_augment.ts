/**
 * Ops of the pack `models` that change recordings.
 *
 * @module
 */
import {
  gain,
  mixAtSnr,
  noiseGainAtSnr,
  pitchShift,
  timeShift,
  timeStretch,
} from "@babycry/babycry/augment";
import { yin } from "@babycry/babycry/features";
import { type Compute, vector } from "./op.ts";

export const AUGMENT_OPS: Readonly<Record<string, Compute>> = {
  async mix_at_snr(given) {
    const [x, noise] = [await given.samples("x"), await given.samples("noise")];
    const options = { snrDb: given.number("snr_db") };
    return {
      y: vector(mixAtSnr(x, noise, options)),
      noise_gain: vector([noiseGainAtSnr(x, noise, options)]),
    };
  },
  async time_shift(given) {
    const shiftSamples = given.number("shift_samples");
    const mode = given.text("mode") as "zero" | "roll";
    return { y: vector(timeShift(await given.samples("x"), { shiftSamples, mode })) };
  },
  async gain(given) {
    const options = { gainDb: given.number("gain_db"), clip: given.flag("clip") };
    return { y: vector(gain(await given.samples("x"), options)) };
  },
  async time_stretch(given) {
    return { y: vector(timeStretch(await given.samples("x"), { rate: given.number("rate") })) };
  },
  async pitch_shift(given) {
    const x = await given.samples("x");
    const y = pitchShift(x, { semitones: given.number("semitones") });
    if (given.case.outputs["f0_ratio"] === undefined) return { y: vector(y) };
    const range = { sampleRateHz: given.number("sample_rate_hz"), fMinHz: 150, fMaxHz: 1200 };
    const pitch = (samples: Float32Array) => {
      const sorted = yin(samples, range).toSorted();
      return sorted[sorted.length >> 1]!;
    };
    return { y: vector(y), f0_ratio: vector([pitch(y) / pitch(x)]) };
  },
};
