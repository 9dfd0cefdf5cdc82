import { resample } from "@babycry/babycry/resample";
import type { BenchCase } from "../case.ts";
import { SPEEX, speex } from "../rivals/speex.ts";
import { cryLike } from "../signals.ts";

const SECONDS = 60;

interface Conversion {
  readonly fromHz: number;
  readonly toHz: number;
  /** Goals against speex, then against soxr. */
  readonly speex?: readonly [required: number, target: number];
  readonly soxr: readonly [required: number, target: number];
}

const CONVERSIONS: readonly Conversion[] = [
  { fromHz: 48_000, toHz: 16_000, speex: [0.25, 0.18], soxr: [1.3, 1] },
  { fromHz: 44_100, toHz: 16_000, speex: [0.06, 0.04], soxr: [1.3, 0.9] },
  { fromHz: 44_100, toHz: 48_000, speex: [0.08, 0.06], soxr: [0.7, 0.5] },
  { fromHz: 16_000, toHz: 48_000, soxr: [1.2, 0.9] },
  { fromHz: 8000, toHz: 16_000, soxr: [1.2, 0.9] },
];

/** One minute, resampled in one call, copies in and out included. */
export const resampleCases: readonly BenchCase[] = CONVERSIONS.map((conversion) => {
  const { fromHz, toHz, soxr } = conversion;
  const goals = [{ rival: "soxr", required: soxr[0], target: soxr[1] }];
  const [required, target] = conversion.speex ?? [];
  if (required && target) goals.push({ rival: SPEEX, required, target });
  return {
    name: `resample ${fromHz / 1000} to ${toHz / 1000} kHz, ${SECONDS} s`,
    goals,
    denoAllowance: 1.3,
    setUp() {
      const samples = cryLike(SECONDS, fromHz);
      return {
        ours: () => resample(samples, { fromHz, toHz }),
        rivals: { [SPEEX]: () => speex(samples, fromHz, toHz) },
      };
    },
  };
});
