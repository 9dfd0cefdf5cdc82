import type { Prediction } from "./prediction.ts";

/**
 * Converts a prediction to the keys of the published system that its model follows.
 *
 * @returns for `valence`: `{ label, prob_positive, prob_distress, head }`; for `deepinfant`:
 *   `{ label, confidence }`; for other reasons, as `cry-resnet` serves them: `{ label, probability,
 *   top_k, all_probs }`
 * @throws {RangeError} when the prediction does not hold the answer of one such model
 *
 * @example
 * ```ts
 * import { toUpstreamJson } from "@babycry/babycry";
 * import assert from "node:assert/strict";
 *
 * const audio = { durationSeconds: 2, sampleRateHz: 48_000, levelDbfs: -20 };
 * const valence = {
 *   label: "distress",
 *   probPositive: 0.25,
 *   probDistress: 0.75,
 *   head: "single_logreg",
 *   abstained: false,
 *   abstentionReasons: [],
 * } as const;
 * assert.deepEqual(toUpstreamJson({ audio, valence }), {
 *   label: "distress",
 *   prob_positive: 0.25,
 *   prob_distress: 0.75,
 *   head: "single_logreg",
 * });
 * ```
 */
export function toUpstreamJson(prediction: Prediction): Record<string, unknown> {
  const { valence, reason } = prediction;
  if (valence && !valence.experimental) {
    const { label, probPositive, probDistress, head } = valence;
    return { label, prob_positive: probPositive, prob_distress: probDistress, head };
  }
  if (reason && !valence) {
    const { model, label, probability, topReasons, allProbs } = reason;
    if (model === "deepinfant") return { label, confidence: probability };
    return { label, probability, top_k: topReasons, all_probs: allProbs };
  }
  const tasks = Object.keys(prediction).filter((key) => key !== "audio").join(", ") || "none";
  throw new RangeError(
    "Formatting a prediction: expected the answer of one model that follows a published system, " +
      `received ${tasks}; toJson formats every prediction`,
  );
}
