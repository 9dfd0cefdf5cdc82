import { encodeWindows } from "../encoder/encode_windows.ts";
import { featureEncoder } from "../encoder/encoder.ts";
import { frontEnd } from "../features/front_ends.ts";
import { createHead } from "../head/classifier.ts";
import { sigmoid } from "../head/links.ts";
import { cryPrediction } from "./cry_prediction.ts";
import { type CryManifest, windowOptions } from "./manifest.ts";
import type { TimedProbability } from "./prediction.ts";
import type { Scorer } from "./scorer.ts";

/**
 * Whether an infant is crying: every window has its probability, and the recording one of them all.
 *
 * @throws {ModelError} when the manifest contradicts itself
 */
export function createCryScorer(model: CryManifest): Scorer {
  const encoder = featureEncoder(frontEnd(model.front_end));
  const head = createHead(model.head, model.id);
  const windows = windowOptions(model.windows);
  const { scale, offset } = model.calibration;
  return {
    async score(waveform, work) {
      const timeline: TimedProbability[] = [];
      for await (const window of encodeWindows(waveform, [encoder], { ...windows, ...work })) {
        const { startSeconds, endSeconds, levelDbfs, vectors } = window;
        const probability = levelDbfs < model.silence_dbfs
          ? 0
          : sigmoid(scale * head.logits(vectors[0]!)[0]! + offset);
        timeline.push({ startSeconds, endSeconds, probability });
      }
      return { cry: cryPrediction(timeline, { ...windows, threshold: model.threshold }) };
    },
    dispose: () => encoder.dispose(),
  };
}
