import {
  acoustic193,
  CRY_RESNET_FRONT_END,
  cryMel224,
  cryMel224Lambda,
  DEEPINFANT_FRONT_END,
  melDecibels,
  vggishLogMel,
} from "@babycry/babycry/features";
import type { BenchCase } from "../case.ts";
import { cryLike } from "../signals.ts";

/** Input features of published classifiers, from samples at the model's rate. */
export const classifierFrontEndCases: readonly BenchCase[] = [
  frontEnd("cry-resnet image, 7 s", CRY_RESNET_FRONT_END.sampleRateHz, cryMel224, 0.2),
  frontEnd("DeepInfant mel, 7 s", DEEPINFANT_FRONT_END.sampleRateHz, (samples) => {
    return melDecibels(samples, DEEPINFANT_FRONT_END);
  }, 0.2),
  frontEnd("acoustic193, 7 s", 16_000, acoustic193, 0.05),
  frontEnd("VGGish log-mel, 7 s", 16_000, vggishLogMel),
  frontEnd("cry-resnet image of its Lambda service, 7 s", 16_000, (samples) => {
    return cryMel224Lambda(samples, { sampleRateHz: 16_000 });
  }),
];

function frontEnd(
  name: string,
  sampleRateHz: number,
  ours: (samples: Float32Array) => unknown,
  required?: number,
): BenchCase {
  return {
    name,
    ...(required && { goals: [{ rival: "librosa", required, target: required / 2 }] }),
    denoAllowance: 1.2,
    setUp() {
      const samples = cryLike(7, sampleRateHz);
      return { ours: () => ours(samples) };
    },
  };
}
