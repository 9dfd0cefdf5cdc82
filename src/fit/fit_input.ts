import type { HeldOutPredictions } from "../metrics/evaluation.ts";
import type { ModelManifest } from "../models/manifest.ts";
import type { Condition } from "./augmentation.ts";
import type { ConditionMetrics, KindMetrics } from "./detector_metrics.ts";
import type { Learner } from "./learner.ts";
import type { OpenEncoders } from "./open_encoders.ts";
import type { TrainingSet } from "./training_set.ts";

/** Length in seconds below which a recording is excluded from a fit and rejected by the model. */
export const MIN_SECONDS = 0.1;
/** Lowest level of the loudest window of a usable recording, dB re full scale. */
export const SILENCE_DBFS = -70;
/** Folder of vectors within the cache folder. */
export const CACHE_FOLDER = "features";
/**
 * Windows of a recording; for networks, which were trained on padded windows, filled with zeros.
 */
export const WINDOWS = {
  windowSeconds: 2,
  hopSeconds: 1,
  minPartialSeconds: 0.5,
  fill: "repeat" as "repeat" | "zero",
};

/** Encoded clips with their classes, groups and folds. */
export interface TrainingData extends TrainingSet {
  /** Names of the classes; for `cry` two, the negative one first. */
  readonly labels: readonly string[];
  /** Class of each clip. */
  readonly y: Int32Array;
  /** Group of each clip. */
  readonly groups: readonly string[];
  /** Fold of each clip. */
  readonly folds: Int32Array;
  /** Column of the dataset that gave the folds. */
  readonly foldColumn?: string;
  /** Prior probability of each label; unused for `cry`. */
  readonly prior: Readonly<Record<string, number>>;
}

/** Training data and the encoders that encoded it. */
export interface FitInput {
  readonly data: TrainingData;
  readonly extractors: OpenEncoders & { readonly windows: typeof WINDOWS };
}

type WithoutTraining<Model> = Model extends unknown ? Omit<Model, "training"> : never;

/** A fitted model without its provenance. */
export interface FittedTask {
  readonly model: WithoutTraining<ModelManifest>;
  /** Provenance that only this task has. */
  readonly training: Readonly<Record<string, unknown>>;
  readonly heldOut: HeldOutPredictions;
  readonly chosen: Learner;
  readonly chosenByFold: readonly Learner[];
  readonly conditions?: Readonly<Partial<Record<Condition, ConditionMetrics>>>;
  readonly kinds?: readonly KindMetrics[];
}
