import type { BenchCase } from "../case.ts";
import { classifierFrontEndCases } from "./classifier_front_ends.ts";
import { featureCases } from "./features.ts";
import { fftCases } from "./fft.ts";
import { fitCases } from "./fit.ts";
import { frontEndCases } from "./front_ends.ts";
import { networkCases } from "./networks.ts";
import { predictCases } from "./predict.ts";
import { resampleCases } from "./resample.ts";

/** All that is measured inside one process. */
export const benchCases: readonly BenchCase[] = [
  ...fftCases,
  ...resampleCases,
  ...frontEndCases,
  ...classifierFrontEndCases,
  ...featureCases,
  ...networkCases,
  ...predictCases,
  ...fitCases,
];
