/**
 * What a classifier answers: plain data, one key a task. A task that did not run is absent.
 *
 * Research software: not for medical, safety or monitoring decisions.
 *
 * @module
 */
import type { ReasonTip } from "../models/manifest.ts";

/** A probability for a stretch of a recording. */
export interface TimedProbability {
  /** Start in the recording. */
  readonly startSeconds: number;
  /** End in the recording. */
  readonly endSeconds: number;
  /** 0 to 1. */
  readonly probability: number;
}

/** Why a model does not answer; all that there are. */
export const ABSTENTION_REASONS = [
  /** Less sound than it can judge. */
  "too_short",
  /** Too many samples at full scale. */
  "clipped",
  /** It answers for cries, and there is none. */
  "no_cry_detected",
  /** It answers for infants, and there is none. */
  "no_infant_detected",
  /** Unlike what it was fitted on. */
  "out_of_distribution",
  /** Its prediction set is not one label. */
  "low_confidence",
  /** Another answer to the recording speaks against it. */
  "contradicts_cry",
] as const;

/** Why a model does not answer. */
export type AbstentionReason = typeof ABSTENTION_REASONS[number];

/** Labels of which one is the true one, for a share of recordings that is promised. */
export interface PredictionSet {
  /** The share, 0 to 1: holds for each true label, where recordings are like those of calibration. */
  readonly coverage: number;
  /** In the model's order; empty where none fits. */
  readonly labels: readonly string[];
}

/** Whether a model answers, which every answer says. */
export interface Abstention {
  /** It does not answer: the label is `unknown`, and probabilities are not to be relied on. */
  readonly abstained: boolean;
  /** All that keeps it from answering; empty when it answers. */
  readonly abstentionReasons: readonly AbstentionReason[];
  /** Where the model has been calibrated for it, and states a coverage or was asked for one. */
  readonly predictionSet?: PredictionSet;
  /** Where the model is one to try out: nothing shows yet that it is right. */
  readonly experimental?: true;
}

/** Whether an infant is crying. */
export interface CryPrediction extends Abstention {
  /** `cry` when `probability` is at least `threshold`. */
  readonly label: "cry" | "no_cry" | "unknown";
  /** Probability of crying somewhere in the recording, 0 to 1; of its best span when it is long. */
  readonly probability: number;
  /** Operating point of the model, 0 to 1. */
  readonly threshold: number;
  /** One entry a window, in order; windows overlap. */
  readonly timeline: readonly TimedProbability[];
  /** Where it cries: windows at or above the threshold, joined; empty for `no_cry`. */
  readonly segments: readonly TimedProbability[];
}

/** How an infant feels, after the published system of that name. */
export interface ValencePrediction extends Abstention {
  /** The likelier of the two, at the model's threshold. */
  readonly label: "positive" | "distress" | "unknown";
  /** 0 to 1. */
  readonly probPositive: number;
  /** 0 to 1; with `probPositive` 1. */
  readonly probDistress: number;
  /** The head that was asked. */
  readonly head: string;
}

/** A reason and how likely it is. */
export interface ReasonProbability {
  /** As its model spells it, such as `belly_pain`. */
  readonly label: string;
  /** 0 to 1. */
  readonly probability: number;
}

/** Why an infant cries, as far as a model can tell; the cards of the models say how far that is. */
export interface ReasonPrediction extends Abstention {
  /** Name of the model. */
  readonly model: string;
  /** The likeliest reason, as its model spells it, or `unknown`. */
  readonly label: string;
  /** Of the likeliest reason, 0 to 1. */
  readonly probability: number;
  /** The likeliest reasons, best first. */
  readonly topK: readonly ReasonProbability[];
  /** All reasons, in the model's order; sum 1. */
  readonly allProbs: Readonly<Record<string, number>>;
  /** What may help, where the model answers and has tips. */
  readonly tip?: ReasonTip;
}

/** What was heard. */
export interface AudioSummary {
  /** Length of what was decoded. */
  readonly durationSeconds: number;
  /** Rate of the recording, before any resampling. */
  readonly sampleRateHz: number;
  /** Container and codec, such as `wav/pcm_s16le`; absent for raw samples. */
  readonly format?: string;
  /** What was wrong with a file that could be decoded only in part. */
  readonly damage?: string;
}

/** The answer to one recording. */
export interface Prediction {
  /** What was heard. */
  readonly audio: AudioSummary;
  /** Whether an infant is crying. */
  readonly cry?: CryPrediction;
  /** How it feels. */
  readonly valence?: ValencePrediction;
  /** Why it cries. */
  readonly reason?: ReasonPrediction;
}
