import { astFeatures, clapFeatures, wav2vec2Features } from "@babycry/babycry/features";
import type { BenchCase, Goal } from "../case.ts";
import { TRANSFORMERS, transformers } from "../rivals/transformers.ts";
import { cryLike } from "../signals.ts";

interface Extractor {
  readonly label: string;
  readonly rival: "ASTFeatureExtractor" | "ClapFeatureExtractor" | "Wav2Vec2FeatureExtractor";
  readonly sampleRateHz: number;
  /** Longest input of one call, in seconds. */
  readonly callSeconds: number;
  readonly ours: (clip: Float32Array) => unknown;
  /** By the seconds of the case. */
  readonly goals: Readonly<Record<number, readonly Goal[]>>;
}

/** The extractors in Python; `python_side.py` measures them if they are installed. */
const PYTHON = "transformers";

const EXTRACTORS: readonly Extractor[] = [
  {
    label: "AST filter bank",
    rival: "ASTFeatureExtractor",
    sampleRateHz: 16_000,
    callSeconds: 10.24,
    ours: (clip) => astFeatures(clip),
    goals: {
      60: [{ rival: TRANSFORMERS, required: 0.12, target: 0.09 }],
      2: [{ rival: TRANSFORMERS, required: 0.06, target: 0.04 }, {
        rival: PYTHON,
        required: 0.3,
        target: 0.1,
      }],
    },
  },
  {
    label: "CLAP log-mel",
    rival: "ClapFeatureExtractor",
    sampleRateHz: 48_000,
    callSeconds: 10,
    ours: (clip) => clapFeatures(clip),
    goals: {
      60: [{ rival: TRANSFORMERS, required: 0.16, target: 0.11 }],
      2: [{ rival: TRANSFORMERS, required: 0.08, target: 0.05 }, {
        rival: PYTHON,
        required: 0.1,
        target: 0.03,
      }],
    },
  },
  {
    label: "wav2vec2 normalization",
    rival: "Wav2Vec2FeatureExtractor",
    sampleRateHz: 16_000,
    callSeconds: 60,
    ours: (clip) => wav2vec2Features(clip),
    goals: {
      60: [{ rival: TRANSFORMERS, required: 0.12, target: 0.08 }],
      2: [{ rival: PYTHON, required: 1, target: 0.5 }],
    },
  },
];

/** Front ends of the encoders: a minute in calls of the full length, and one window of 2 s. */
export const frontEndCases: readonly BenchCase[] = EXTRACTORS.flatMap((extractor) =>
  [60, 2].map((seconds) => frontEndCase(extractor, seconds))
);

function frontEndCase(extractor: Extractor, seconds: number): BenchCase {
  const { label, rival, sampleRateHz, callSeconds, ours, goals } = extractor;
  return {
    name: `${label}, ${seconds === 2 ? "2 s window" : `${seconds} s`}`,
    goals: goals[seconds]!,
    denoAllowance: 1.2,
    setUp() {
      const samples = cryLike(seconds, sampleRateHz);
      const step = Math.round(callSeconds * sampleRateHz);
      const clips = Array.from(
        { length: Math.ceil(samples.length / step) },
        (_, i) => samples.subarray(i * step, (i + 1) * step),
      );
      return {
        ours: () => clips.forEach(ours),
        rivals: { [TRANSFORMERS]: () => transformers(rival, clips) },
      };
    },
  };
}
