import type { Clip } from "../data/dataset.ts";
import type { HeldOutAnswers } from "../fit/held_out_answers.ts";
import type { Learner } from "../fit/learner.ts";
import type { HeardWindows } from "../fit/training_set.ts";
import type { FitListening } from "./_fit_listening.ts";
import type { FitSettings, FitTask } from "./_fit_options.ts";

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
  readonly windows: readonly HeardWindows[];
  readonly windowing: typeof WINDOWS;
  readonly listening: FitListening;
}

/** A model without its provenance, and what was said of held-out clips. */
export interface Fitted {
  readonly model: Readonly<Record<string, unknown>> & {
    readonly id: string;
    readonly task: FitTask;
  };
  /** What the task has to add to the provenance. */
  readonly training: Readonly<Record<string, unknown>>;
  readonly heldOut: HeldOutAnswers;
  readonly chosen: Learner;
  readonly chosenByFold: readonly Learner[];
  /** What the task has to add to the report. */
  readonly lines: readonly string[];
}
