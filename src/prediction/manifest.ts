/**
 * A model as data.
 *
 * @module
 */
import type { ClassifierJson } from "../head/classifier.ts";

/** An embedded model: everything that is needed to score a recording. JSON keys are snake_case. */
export interface ModelManifest {
  /** Name of the model. */
  readonly id: string;
  /** What it answers, the key in a prediction. */
  readonly task: "cry";
  /** Name of the front end. */
  readonly front_end: string;
  /** How recordings are cut. */
  readonly windows: {
    readonly window_seconds: number;
    readonly hop_seconds: number;
    readonly min_partial_seconds: number;
    readonly fill: "zero" | "repeat";
  };
  /** A window quieter than this is not a cry, whatever the head says. */
  readonly silence_dbfs: number;
  /** A recording shorter than this is refused. */
  readonly min_seconds: number;
  /** Scales and scores a window. */
  readonly head: ClassifierJson;
  /** Probability of a window: `sigmoid(scale * logit + offset)`, fitted on held-out groups. */
  readonly calibration: { readonly scale: number; readonly offset: number };
  /** A recording whose probability is at least this is called a cry. */
  readonly threshold: number;
  /** Licence of the weights, apart from the code's. */
  readonly licence: string;
  /** What it was trained on, how, and how well it does there. */
  readonly training: Readonly<Record<string, unknown>>;
}
