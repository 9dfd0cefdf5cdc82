/**
 * All that is measured inside one process.
 *
 * @module
 */
import type { BenchCase } from "../bench_case.ts";
import { logMelCases } from "./log_mel.ts";
import { predictCases } from "./predict.ts";
import { resampleCases } from "./resample.ts";
import { rfftCases } from "./rfft.ts";

/** In the order of the report. */
export const cases: readonly BenchCase[] = [
  ...rfftCases,
  ...resampleCases,
  ...logMelCases,
  ...predictCases,
];
