import { resample } from "@babycry/babycry/resample";
import type { BenchCase } from "../case.ts";
import { SPEEX, speex } from "../rivals/speex.ts";
import { cryLike } from "../signals.ts";

const SECONDS = 60;

/** Whole signals of a minute, copies in and out included. */
export const resampleCases: readonly BenchCase[] = [
  [48_000, 16_000],
  [44_100, 16_000],
  [44_100, 48_000],
  [16_000, 48_000],
  [8000, 16_000],
].map(([fromHz = 0, toHz = 0]) => ({
  name: `resample ${fromHz / 1000} to ${toHz / 1000} kHz, ${SECONDS} s`,
  async setUp() {
    const samples = cryLike(SECONDS, fromHz);
    return {
      ours: () => resample(samples, { fromHz, toHz }),
      rivals: { [SPEEX]: await speex(samples, fromHz, toHz) },
    };
  },
}));
