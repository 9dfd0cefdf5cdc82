import { resample } from "@babycry/babycry/resample";
import type { BenchCase } from "../bench_case.ts";
import { seededAudio } from "../seeded_audio.ts";

/** A minute a call, copies in and out included. */
export const resampleCases: readonly BenchCase[] = [[48_000, 16_000], [44_100, 16_000]].map((
  [fromHz = 0, toHz = 0],
) => ({
  name: `resample ${fromHz} to ${toHz} Hz, 60 s`,
  prepare() {
    const samples = seededAudio(60, fromHz);
    return { ours: () => resample(samples, { fromHz, toHz }) };
  },
}));
