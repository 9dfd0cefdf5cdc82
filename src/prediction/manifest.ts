/**
 * A model as data. What a model is made of is spelled here, and only here: the pipeline has a path for
 * each task and none for a model.
 *
 * @module
 */
import type { EncoderManifest } from "../encoder/manifest.ts";
import type { ClassifierJson } from "../head/classifier.ts";
import type { WindowFill, WindowOptions } from "../windows/sliding_windows.ts";

/** What every model says. JSON keys are snake_case. */
export interface AnyModelManifest {
  /** Name of the model. */
  readonly id: string;
  /** How recordings are cut. */
  readonly windows: {
    readonly window_seconds: number;
    readonly hop_seconds: number;
    readonly min_partial_seconds: number;
    readonly fill: "zero" | "repeat";
  };
  /** A recording shorter than this is refused. */
  readonly min_seconds: number;
  /** Operating point: the answer turns where the probability reaches it. */
  readonly threshold: number;
  /** Licence of the weights, apart from the code's. */
  readonly licence: string;
  /** What it was trained on, how, and how well it does there. */
  readonly training: Readonly<Record<string, unknown>>;
}

/** Whether an infant is crying: features of windows, a head on each, and then a recording. */
export interface CryManifest extends AnyModelManifest {
  /** What it answers, the key in a prediction. */
  readonly task: "cry";
  /** Name of the front end. */
  readonly front_end: string;
  /** A window quieter than this is not a cry, whatever the head says. */
  readonly silence_dbfs: number;
  /** Scales and scores a window. */
  readonly head: ClassifierJson;
  /** Probability of a window: `sigmoid(scale * logit + offset)`, fitted on held-out groups. */
  readonly calibration: { readonly scale: number; readonly offset: number };
}

/** A head on the means of some encoders' vectors over a recording, one behind the other. */
export interface HeadManifest {
  /** Names of `encoders`, in the order of the head's features. */
  readonly encoders: readonly string[];
  /** A classifier, or the file of one in a {@link ModelSource}. */
  readonly classifier: ClassifierJson | string;
}

/** How an infant feels: vectors of encoders, their mean over windows, a head. */
export interface ValenceManifest extends AnyModelManifest {
  /** What it answers, the key in a prediction. */
  readonly task: "valence";
  /** What its heads read, by name. Only those of the head in use are loaded. */
  readonly encoders: Readonly<Record<string, EncoderManifest>>;
  /** By name; they tell the classes `positive` and `distress`. */
  readonly heads: Readonly<Record<string, HeadManifest>>;
  /** The head that is used unless another is asked for. */
  readonly head: string;
}

/** Everything that is needed to answer for a recording, apart from files that it names. */
export type ModelManifest = CryManifest | ValenceManifest;

/** How a model's manifest says that recordings are cut. */
export function windowOptions(
  model: AnyModelManifest,
): WindowOptions & { readonly fill: WindowFill } {
  const { window_seconds, hop_seconds, min_partial_seconds, fill } = model.windows;
  return {
    windowSeconds: window_seconds,
    hopSeconds: hop_seconds,
    minPartialSeconds: min_partial_seconds,
    fill,
  };
}
