import { melSpectrogram, powerToDb } from "@babycry/babycry/features";
import type { BenchCase } from "../bench_case.ts";
import { seededAudio } from "../seeded_audio.ts";

/** A minute a call. */
export const logMelCases: readonly BenchCase[] = [{
  name: "log-mel 60 s, 16 kHz, 1024/160, 128 bands",
  prepare() {
    const samples = seededAudio(60, 16_000);
    const options = { sampleRateHz: 16_000, nFft: 1024, hopSamples: 160, nMels: 128 };
    return { ours: () => powerToDb(melSpectrogram(samples, options)) };
  },
}];
