/**
 * Rules by which a model abstains.
 *
 * @module
 */
import type { RecordingMeasures } from "../waveform/recording_meter.ts";
import { featureDistance } from "./feature_distance.ts";
import type { BaseManifest } from "../models/manifest.ts";
import { type Abstention, ABSTENTION_REASONS, type AbstentionReason } from "./prediction.ts";
import { predictionSet } from "./prediction_set.ts";

/** Recording with its scores by a model. */
export interface ScoredRecording {
  /** Measures of the recording at its original sample rate. */
  readonly measures: RecordingMeasures;
  /** Labels of the model, `[k]`. */
  readonly labels: readonly string[];
  /** Label that the model predicts when it does not abstain. */
  readonly label: string;
  /** Class-balanced probabilities, `[k]`, before the calibration with a prior. */
  readonly balanced: ArrayLike<number>;
  /** Feature vector that the head reads, averaged over windows, `[n]`. */
  readonly vector: ArrayLike<number>;
  /** Probability of a cry, 0 to 1; default 1. */
  readonly cryProbability?: number;
  /** Probability of an infant, 0 to 1; default 1. */
  readonly infantProbability?: number;
}

/** Magnitude from which a model counts a sample as clipped. */
export function clippingLevel({ abstention }: Pick<BaseManifest, "abstention">): number {
  return abstention?.clipping_level ?? 1;
}

/**
 * Creates a function that applies the abstention rules of a model to a scored recording.
 *
 * @param requested coverage of prediction sets, between 0 and 1; default the manifest's, or no sets
 *   when it has none
 * @throws {RangeError} when a coverage is requested and the model has no prediction sets
 */
export function createAbstention(
  { id, experimental, abstention = {}, conformal }: BaseManifest,
  requested?: number,
): (recording: ScoredRecording) => Abstention {
  if (requested !== undefined && !conformal) {
    throw new RangeError(
      `Loading model ${id}: expected no coverage, as it has no prediction sets, received ${requested}`,
    );
  }
  const coverage = requested ?? conformal?.coverage;
  const { min_seconds = 0, max_clipped_share = 1, novelty } = abstention;
  const clipping_level = clippingLevel({ abstention });
  const { min_cry_probability = 0, min_infant_probability = 0 } = abstention;
  return (recording) => {
    const { measures, labels, label, balanced, vector } = recording;
    const { cryProbability = 1, infantProbability = 1 } = recording;
    const set = conformal && coverage !== undefined
      ? predictionSet(labels, balanced, conformal, coverage)
      : undefined;
    const found: Readonly<Record<AbstentionReason, boolean>> = {
      too_short: measures.lengthSamples < min_seconds * measures.sampleRateHz,
      clipped: max_clipped_share < 1 && measures.clippedShare(clipping_level) > max_clipped_share,
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
