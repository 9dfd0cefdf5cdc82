/**
 * Predictions of a classifier: plain data with one key for each task.
 *
 * Research software: not for medical, safety or monitoring decisions.
 *
 * @module
 */
import type { ReasonTip } from "../models/manifest.ts";
import type { Task } from "../models/model_options.ts";

/** Probability for a span of a recording. */
export interface TimedProbability {
  /** Start in the recording, in seconds. */
  readonly startSeconds: number;
  /** End in the recording, in seconds. */
  readonly endSeconds: number;
  /** Probability, 0 to 1. */
  readonly probability: number;
}

/** Reasons for which a model can abstain, in the order in which answers list them. */
export const ABSTENTION_REASONS = [
  /** Recording that is shorter than the model requires. */
  "too_short",
  /** Recording with too many samples at full scale. */
  "clipped",
  /** Recording without a detected cry, for a model of cries. */
  "no_cry_detected",
  /** Recording without a detected infant, for a model of infants. */
  "no_infant_detected",
  /** Features that are far from those of the training data. */
  "out_of_distribution",
  /** Prediction set that is not the predicted label alone. */
  "low_confidence",
  /** Answer that contradicts the cry detector. */
  "contradicts_cry",
] as const;

/** Reason for which a model abstains. */
export type AbstentionReason = typeof ABSTENTION_REASONS[number];

/** Conformal prediction set: labels that contain the true one at a stated coverage. */
export interface PredictionSet {
  /**
   * Share of recordings of each label whose set contains that label, 0 to 1; holds for recordings
   * like those of the calibration.
   */
  readonly coverage: number;
  /** Labels in the model's order; empty when none fits. */
  readonly labels: readonly string[];
}

/** Part that all answers share: whether the model abstains, and why. */
export interface Abstention {
  /** Whether the model abstains: the label is `unknown`, and probabilities are not reliable. */
  readonly abstained: boolean;
  /** Reasons for which the model abstains; empty when it does not abstain. */
  readonly abstentionReasons: readonly AbstentionReason[];
  /** Prediction set; present when the model is calibrated for it and a coverage is set. */
  readonly predictionSet?: PredictionSet;
  /** Mark of a model whose answers have not been shown to be correct; absent for others. */
  readonly experimental?: true;
}

/** Answer of a cry detector. */
export interface CryPrediction extends Abstention {
  /** `cry` when `probability` is at least `threshold`; `unknown` when the model abstains. */
  readonly label: "cry" | "no_cry" | "unknown";
  /** Probability of crying, 0 to 1: of the recording, or of the best span of a long recording. */
  readonly probability: number;
  /** Probability from which the model reports a cry, 0 to 1. */
  readonly threshold: number;
  /** Probability and level of each window, in order; windows overlap. */
  readonly timeline: readonly (TimedProbability & {
    /**
     * RMS level without a constant offset, in dB re full scale; at least -120, which digital
     * silence has, too. Measured at the sample rate of the model.
     */
    readonly levelDbfs: number;
  })[];
  /** Spans with crying: joined windows at or above the threshold; empty for `no_cry`. */
  readonly segments: readonly TimedProbability[];
  /**
   * Events that a stream reports: each from the end of the window at which crying starts, by the
   * model's event rule, to that at which it ends, or to the end of the recording.
   */
  readonly events: readonly Omit<TimedProbability, "probability">[];
}

/** Answer of a valence model, with the labels of the published system of that name. */
export interface ValencePrediction extends Abstention {
  /** Predicted label at the model's threshold. */
  readonly label: "positive" | "distress" | "unknown";
  /** Probability of `positive`, 0 to 1. */
  readonly probPositive: number;
  /** Probability of `distress`, `1 - probPositive`. */
  readonly probDistress: number;
  /** Name of the head. */
  readonly head: string;
}

/** Reason with its probability. */
export interface ReasonProbability {
  /** Label in the model's spelling, such as `belly_pain`. */
  readonly label: string;
  /** Probability, 0 to 1. */
  readonly probability: number;
}

/** Answer of a model of reasons. The model cards state how limited such answers are. */
export interface ReasonPrediction extends Abstention {
  /** Name of the model. */
  readonly model: string;
  /** Most probable reason, or `unknown` when the model abstains. */
  readonly label: string;
  /** Probability of the most probable reason, 0 to 1. */
  readonly probability: number;
  /** Most probable reasons, best first; their number is the option `topK`. */
  readonly topReasons: readonly ReasonProbability[];
  /** Probability of every reason, in the model's order; sum 1. */
  readonly allProbs: Readonly<Record<string, number>>;
  /** Advice, when the model does not abstain and has tips. */
  readonly tip?: ReasonTip;
}

/** Sound class with its probability. */
export interface TagProbability {
  /** Index of the class in the network's output, 0 to 520. */
  readonly index: number;
  /** Identifier of the class in the AudioSet ontology, such as `/m/0463cq4`. */
  readonly mid: string;
  /** Name of the class, such as `Crying, sobbing`. */
  readonly label: string;
  /** Probability, 0 to 1, independent of the other classes. */
  readonly probability: number;
}

/** Answer of a model of tags. */
export interface TagsPrediction {
  /** Name of the model. */
  readonly model: string;
  /**
   * Most probable classes by the mean over patches, best first; their number is the option `topK`.
   */
  readonly tags: readonly TagProbability[];
  /** Tags of each patch of 0.975 s, in order; patches overlap. */
  readonly timeline: readonly {
    /** Start in the recording, in seconds. */
    readonly startSeconds: number;
    /** End in the recording, in seconds. */
    readonly endSeconds: number;
    /** Most probable classes, best first; as many as in `tags`. */
    readonly tags: readonly TagProbability[];
  }[];
}

/** Properties of a recording. */
export interface AudioSummary {
  /** Duration of the decoded audio, in seconds. */
  readonly durationSeconds: number;
  /** Sample rate of the recording before resampling, in Hz. */
  readonly sampleRateHz: number;
  /**
   * RMS level of all samples without a constant offset, in dB re full scale; at least -120, which
   * digital silence has, too.
   */
  readonly levelDbfs: number;
  /** Container and codec, such as `wav/pcm_s16le`; absent for raw samples. */
  readonly format?: string;
  /** Description of the damage, for a file that was decoded in part. */
  readonly damage?: string;
}

/** Prediction for one recording. A task that did not run is absent. */
export interface Prediction {
  /** Properties of the recording. */
  readonly audio: AudioSummary;
  /** Whether an infant is crying. */
  readonly cry?: CryPrediction;
  /** Whether the infant sounds positive or in distress. */
  readonly valence?: ValencePrediction;
  /** Reason for crying. */
  readonly reason?: ReasonPrediction;
  /** Sound classes of the recording. */
  readonly tags?: TagsPrediction;
}

/** Prediction in which some tasks are certain to be present. */
export type PredictionOf<T extends Task> = Prediction & Required<Pick<Prediction, T>>;
