import { createClassifier } from "@babycry/babycry";
import type { BenchCase } from "../case.ts";
import { cryLike } from "../signals.ts";

/** The whole way from samples to a prediction of all embedded models. */
export const predictCases: readonly BenchCase[] = [16_000, 44_100].map((sampleRateHz) => ({
  name: `predict 7 s at ${sampleRateHz / 1000} kHz`,
  goals: [{ rival: null, must: 8, aim: 5 }],
  async setUp() {
    const classifier = await createClassifier();
    const samples = cryLike(7, sampleRateHz);
    return { ours: () => classifier.predict({ samples, sampleRateHz }) };
  },
}));
