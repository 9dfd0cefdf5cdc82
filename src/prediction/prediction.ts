/**
 * What a classifier answers: plain data, one key a task. A task that did not run is absent.
 *
 * Research software: not for medical, safety or monitoring decisions.
 *
 * @module
 */
import type { ReasonTip } from "./manifest.ts";

/** A probability for a stretch of a recording. */
export interface TimedProbability {
  /** Start in the recording. */
  readonly startSeconds: number;
  /** End in the recording. */
  readonly endSeconds: number;
  /** 0 to 1. */
  readonly probability: number;
}

/** Whether an infant is crying. */
export interface CryPrediction {
  /** `cry` when `probability` is at least `threshold`. */
  readonly label: "cry" | "no_cry";
  /** Of crying somewhere in the recording, 0 to 1; above 10 s, of its best 5 s. */
  readonly probability: number;
  /** Operating point of the model, 0 to 1. */
  readonly threshold: number;
  /** One entry a window, in order; windows overlap. */
  readonly timeline: readonly TimedProbability[];
  /** Where it cries: windows at or above the threshold, joined; empty for `no_cry`. */
  readonly segments: readonly TimedProbability[];
}

/** How an infant feels, after the published system of that name. */
export interface ValencePrediction {
  /** The likelier of the two, at the model's threshold. */
  readonly label: "positive" | "distress";
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
export interface ReasonPrediction extends ReasonProbability {
  /** Name of the model. */
  readonly model: string;
  /** The likeliest reasons, best first. */
  readonly topK: readonly ReasonProbability[];
  /** All reasons, in the model's order; sum 1. */
  readonly allProbs: Readonly<Record<string, number>>;
  /** What may help, where the model has tips. */
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
