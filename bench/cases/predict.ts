import { createClassifier } from "@babycry/babycry";
import type { BenchCase, Goal } from "../case.ts";
import { wav } from "../../tests/decode/_write.ts";
import { cryLike } from "../signals.ts";

const GOALS: readonly Goal[] = [{ rival: null, required: 8, target: 5 }];

/** Predictions of all embedded models, from samples and from the bytes of a file. */
export const predictCases: readonly BenchCase[] = [
  ...[16_000, 44_100].map((sampleRateHz): BenchCase => ({
    name: `predict 7 s at ${sampleRateHz / 1000} kHz`,
    goals: GOALS,
    async setUp() {
      const classifier = await createClassifier();
      const samples = cryLike(7, sampleRateHz);
      return { ours: () => classifier.predict({ samples, sampleRateHz }) };
    },
  })),
  {
    name: "predict a 7 s WAV file at 44.1 kHz",
    goals: GOALS,
    async setUp() {
      const classifier = await createClassifier();
      const bytes = wav(cryLike(7, 44_100), 44_100);
      return { ours: () => classifier.predict(bytes) };
    },
  },
];
