/**
 * All cases, by topic: each topic is a table of `bench/RESULTS.md`.
 *
 * @module
 */
import type { BenchCase } from "../case.ts";
import { FRESH_ROWS } from "../fresh_steps.ts";
import { classifierFrontEndCases } from "./classifier_front_ends.ts";
import { COLD_STARTS } from "./cold_starts.ts";
import { decodeCases } from "./decode.ts";
import { featureCases } from "./features.ts";
import { fftCases } from "./fft.ts";
import { fitCases } from "./fit.ts";
import { frontEndCases } from "./front_ends.ts";
import { networkCases } from "./networks.ts";
import { predictCases } from "./predict.ts";
import { resampleCases } from "./resample.ts";
import { yamnetCases } from "./yamnet.ts";

/** Cases that are measured inside one process. */
export const benchCases: readonly BenchCase[] = [
  ...predictCases,
  ...decodeCases,
  ...resampleCases,
  ...frontEndCases,
  ...classifierFrontEndCases,
  ...featureCases,
  ...fftCases,
  ...networkCases,
  ...yamnetCases,
  ...fitCases,
];

/** A table of the results. */
export interface Topic {
  readonly title: string;
  /** Markdown above the table. */
  readonly note: string;
  readonly cases: readonly Pick<BenchCase, "name" | "goals" | "denoAllowance">[];
}

/** Topics in the order of the page. */
export const topics: readonly Topic[] = [
  {
    title: "Predictions",
    note: "All embedded models, from samples or from the bytes of a file to the answer.",
    cases: predictCases,
  },
  {
    title: "Decoding",
    note: "One minute of stereo from a file in memory to samples. FFmpeg runs with one thread.",
    cases: decodeCases,
  },
  {
    title: "Resampling",
    note: "One minute of mono audio in one call, copies in and out included. " +
      "speex runs with SIMD at quality 7, soxr at quality HQ.",
    cases: resampleCases,
  },
  {
    title: "Front ends of encoders",
    note: "A minute is cut into clips of the longest length that the encoder takes.",
    cases: frontEndCases,
  },
  {
    title: "Front ends of published classifiers",
    note: "From samples at the model's rate to its input.",
    cases: classifierFrontEndCases,
  },
  {
    title: "Features",
    note: "Features as librosa defines them, at 16 kHz.",
    cases: featureCases,
  },
  {
    title: "Fourier transforms",
    note:
      "Each call transforms 16 real frames. In the `rfft` rows both libraries leave the bins in " +
      "WebAssembly memory; in the `rfftInto` rows both copy them out. pffft runs with SIMD and leaves " +
      "its bins unordered.",
    cases: fftCases,
  },
  {
    title: "Small networks",
    note:
      "One window of 2 s through features and networks of the embedded models' size; the numbers " +
      "are the channels of the convolutions. ONNX Runtime uses one thread.",
    cases: networkCases,
  },
  {
    title: "YAMNet",
    note:
      "Scores of 521 sound classes for 19 patches of a clip, front end included. ONNX Runtime has the same " +
      "weights in float32, one thread, and babycry's front end; LiteRT in Python has int8 weights, one " +
      "thread, and computes the spectrum of each patch by itself.",
    cases: yamnetCases,
  },
  {
    title: "Logistic regression",
    note: "A fit to 5,000 rows of 200 values, until the gradient is within the tolerance.",
    cases: fitCases,
  },
  {
    title: "Cold start",
    note: "First use of the package in a new process, without the start of the runtime itself.",
    cases: COLD_STARTS,
  },
  {
    title: "First requests of a Worker",
    note:
      "A new workerd process; a prediction is that of a 7 s WAV file at 44.1 kHz. *Cold*: the " +
      "Worker creates its classifier when the first request asks for it. *Warm*: it creates and warms " +
      "up its classifier in global scope. *Main thread* is the part of the thread that runs the Worker.",
    cases: FRESH_ROWS.map((name) => ({ name })),
  },
];
