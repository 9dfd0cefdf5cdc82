/**
 * Whether a model answers, and why not.
 *
 * @module
 */
import type { Waveform } from "../types.ts";
import { clippedShare } from "../waveform/clipped_share.ts";
import { featureDistance } from "./feature_distance.ts";
import type { BaseManifest } from "../models/manifest.ts";
import { type Abstention, ABSTENTION_REASONS, type AbstentionReason } from "./prediction.ts";
import { predictionSet } from "./prediction_set.ts";

/** What is known of a recording when a model has heard it. */
export interface ScoredRecording {
  readonly waveform: Waveform;
  /** `[k]`. */
  readonly labels: readonly string[];
  /** The one that the model would say. */
  readonly label: string;
  /** `[k]`, classes weighed alike and before any calibration but that of a window. */
  readonly alike: ArrayLike<number>;
  /** What the head reads, the mean over windows. */
  readonly vector: ArrayLike<number>;
  /** Of a cry, where that was asked. */
  readonly cryProbability?: number;
  /** Of an infant's voice, where the head tells. */
  readonly infantProbability?: number;
}

/**
 * The rules of a model's manifest.
 *
 * @param asked coverage of prediction sets; default the manifest's, and no sets where it states none
 * @throws {RangeError} when a coverage is asked for and the model has no sets
 */
export function createAbstention(
  { id, experimental, abstention = {}, conformal }: BaseManifest,
  asked?: number,
): (evidence: ScoredRecording) => Abstention {
  if (asked !== undefined && !conformal) {
    throw new RangeError(
      `Loading model ${id}: expected no coverage, as it has no prediction sets, received ${asked}`,
    );
  }
  const coverage = asked ?? conformal?.coverage;
  const { min_seconds = 0, max_clipped_share = 1, novelty } = abstention;
  const { min_cry_probability = 0, min_infant_probability = 0 } = abstention;
  return (evidence) => {
    const { waveform, labels, label, alike, vector } = evidence;
    const { cryProbability = 1, infantProbability = 1 } = evidence;
    const { samples, sampleRateHz } = waveform;
    const set = conformal && coverage !== undefined
      ? predictionSet(labels, alike, conformal, coverage)
      : undefined;
    const found: Readonly<Record<AbstentionReason, boolean>> = {
      too_short: samples.length < min_seconds * sampleRateHz,
      clipped: max_clipped_share < 1 && clippedShare(samples) > max_clipped_share,
      no_cry_detected: cryProbability < min_cry_probability,
      no_infant_detected: infantProbability < min_infant_probability,
      out_of_distribution: novelty !== undefined &&
        featureDistance(novelty, vector) > novelty.max_distance,
      low_confidence: set !== undefined && !(set.labels.length === 1 && set.labels[0] === label),
      contradicts_cry: false,
    };
    const abstentionReasons = ABSTENTION_REASONS.filter((reason) => found[reason]);
    return {
      abstained: abstentionReasons.length > 0,
      abstentionReasons,
      ...(set ? { predictionSet: set } : {}),
      ...(experimental ? { experimental } : {}),
    };
  };
}
