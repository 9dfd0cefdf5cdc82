import { melSpectrogram, mfcc, powerToDb, pyin, yin } from "@babycry/babycry/features";
import type { BenchCase } from "../case.ts";
import { MEYDA, meydaMfcc } from "../rivals/meyda.ts";
import { cryLike } from "../signals.ts";

const sampleRateHz = 16_000;
const PITCH = { sampleRateHz, fMinHz: 65.406, fMaxHz: 2093.005 };

/** Features as librosa defines them. */
export const featureCases: readonly BenchCase[] = [
  {
    name: "log-mel, 128 bands, FFT 1024, hop 256, 60 s",
    setUp() {
      const samples = cryLike(60, sampleRateHz);
      const options = { sampleRateHz, nFft: 1024, hopSamples: 256, nMels: 128 };
      return { ours: () => powerToDb(melSpectrogram(samples, options)) };
    },
  },
  {
    name: "MFCC, 13 of 26 bands, FFT 512, hop 160, 60 s",
    goals: [{ rival: MEYDA, required: 0.03, target: 0.02 }],
    denoAllowance: 1.2,
    setUp() {
      const samples = cryLike(60, sampleRateHz);
      const options = { sampleRateHz, nFft: 512, hopSamples: 160, nMels: 26, nMfcc: 13 };
      return {
        ours: () => mfcc(samples, { ...options, center: false }),
        rivals: { [MEYDA]: () => meydaMfcc(samples, options) },
      };
    },
  },
  {
    name: "MFCC, 20 of 128 bands, FFT 2048, hop 512, 60 s",
    goals: [{ rival: "librosa", required: 0.3, target: 0.2 }],
    denoAllowance: 1.2,
    setUp() {
      const samples = cryLike(60, sampleRateHz);
      const options = { sampleRateHz, nFft: 2048, hopSamples: 512, nMels: 128, nMfcc: 20 };
      return { ours: () => mfcc(samples, options) };
    },
  },
  {
    name: "YIN, 7 s",
    goals: [{ rival: "librosa", required: 0.3, target: 0.2 }],
    denoAllowance: 1.2,
    setUp() {
      const samples = cryLike(7, sampleRateHz);
      return { ours: () => yin(samples, PITCH) };
    },
  },
  {
    name: "pYIN, 7 s",
    goals: [{ rival: "librosa", required: 0.05, target: 0.03 }],
    denoAllowance: 1.2,
    setUp() {
      const samples = cryLike(7, sampleRateHz);
      return { ours: () => pyin(samples, PITCH) };
    },
  },
];
