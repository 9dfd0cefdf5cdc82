import { createClassifier } from "@babycry/babycry";
import type { BenchCase } from "../bench_case.ts";
import { seededAudio } from "../seeded_audio.ts";

/** The main job on a clip of the usual length, the model loaded. */
export const predictCases: readonly BenchCase[] = [{
  name: "predict 7 s, 16 kHz",
  async prepare() {
    const audio = { samples: seededAudio(7, 16_000), sampleRateHz: 16_000 };
    const classifier = await createClassifier();
    return { ours: () => classifier.predict(audio) };
  },
}];
