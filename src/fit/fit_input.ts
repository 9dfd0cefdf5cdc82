import type { Clip } from "../data/dataset.ts";
import type { HeldOutPredictions } from "./held_out_predictions.ts";
import type { Learner } from "./learner.ts";
import type { EncodedClip } from "./training_set.ts";
import type { OpenEncoders } from "./open_encoders.ts";
import type { DatasetOptions } from "../input/open_dataset.ts";

/** A recording shorter than this is left out, and refused by the model. */
export const MIN_SECONDS = 0.1;
/** One that nowhere reaches this level is left out. */
export const SILENCE_DBFS = -70;
/** Of vectors, within the cache. */
export const CACHE_FOLDER = "features";
/** How recordings are cut; networks were trained on windows that silence fills. */
export const WINDOWS = {
  windowSeconds: 2,
  hopSeconds: 1,
  minPartialSeconds: 0.5,
  fill: "repeat" as "repeat" | "zero",
};

/** What a model answers. */
export type FitTask = "cry" | "valence" | "reason";

/** What the command line says. */
export interface FitSettings extends DatasetOptions {
  readonly path: string;
  readonly out: string;
  /** Absent: by the labels. */
  readonly task: FitTask | undefined;
  readonly positive: string;
  readonly frontEnd: string;
  readonly encoders: readonly string[];
  readonly pooling: "mean" | "mean_std";
  readonly candidates: readonly Learner[];
  readonly augment: "phone" | "original" | undefined;
  readonly folds: number;
  readonly foldColumn: string;
  readonly recall: number;
  readonly prior: string | undefined;
  /** Of prediction sets; 0 for none. */
  readonly coverage: number;
  readonly id: string | undefined;
  readonly license: string;
  readonly cache: string | undefined;
  readonly keep: boolean;
  readonly seed: number;
}

/** What the models of all tasks are made from. */
export interface FitInput {
  readonly settings: FitSettings;
  readonly clips: readonly Clip[];
  /** In the order of the classes; of two for `cry`, the negatives first. */
  readonly labels: readonly string[];
  /** Class of each clip. */
  readonly y: Int32Array;
  readonly groups: readonly string[];
  /** Fold of each clip. */
  readonly folds: Int32Array;
  /** The clips as they are, then changed copies. */
  readonly windows: readonly EncodedClip[];
  readonly windowing: typeof WINDOWS;
  readonly extractors: OpenEncoders;
}

/** A model without its provenance, and what was said of held-out clips. */
export interface Fitted {
  readonly model: Readonly<Record<string, unknown>> & {
    readonly id: string;
    readonly task: FitTask;
  };
  /** What the task has to add to the provenance. */
  readonly training: Readonly<Record<string, unknown>>;
  readonly heldOut: HeldOutPredictions;
  readonly chosen: Learner;
  readonly chosenByFold: readonly Learner[];
  /** What the task has to add to the report. */
  readonly lines: readonly string[];
}
