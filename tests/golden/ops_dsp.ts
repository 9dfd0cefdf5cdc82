/**
 * Ops of the pack `dsp`, one adapter each from a case to the public API.
 *
 * @module
 */
import { resample, resampleLength } from "@babycry/babycry/resample";
import type { Given } from "./given.ts";
import { type Compute, vector } from "./op.ts";

export const DSP_OPS: Readonly<Record<string, Compute>> = {
  async resample(given) {
    return { y: vector(resample(await given.samples("x"), rates(given))) };
  },
  async resample_alias(given) {
    return { y: vector(resample(await given.samples("x"), rates(given))) };
  },
  async resample_length(given) {
    const samples = await given.samples("x");
    const length = resampleLength(samples.length, rates(given));
    const made = resample(samples, rates(given)).length;
    if (made !== length) throw new RangeError(`resample made ${made} samples, announced ${length}`);
    return { n_samples: vector([length]) };
  },
};

function rates(given: Given) {
  return { fromHz: given.number("from_hz"), toHz: given.number("to_hz") };
}
