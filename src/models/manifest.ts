/**
 * A model as data. What a model is made of is spelled here, and only here: the pipeline has a path for
 * each task and none for a model.
 *
 * @module
 */
import type { EncoderManifest } from "../encoder/manifest.ts";
import type { ClassifierJson } from "../head/classifier.ts";
import type { NetworkJson } from "../head/network.ts";
import type { Pooling } from "../pooling/pooling.ts";
import type { WindowFill, WindowOptions } from "../windows/sliding_windows.ts";

/** What every model says. JSON keys are snake_case. */
export interface BaseManifest {
  /** Name of the model. */
  readonly id: string;
  /** A recording shorter than this is refused. */
  readonly min_seconds: number;
  /** Licence of the weights, apart from the code's. */
  readonly license: string;
  /** What it was trained on, how, and how well it does there. */
  readonly training: Readonly<Record<string, unknown>>;
  /** Its answers are marked as such. */
  readonly experimental?: true;
  /** When it does not answer; without it, it always does. */
  readonly abstention?: AbstentionManifest;
  /** What its prediction sets are made of; without it, there are none. */
  readonly conformal?: ConformalManifest;
}

/** When a model does not answer. What is absent is not looked at. */
export interface AbstentionManifest {
  /** A recording shorter than this is too short. */
  readonly min_seconds?: number;
  /** One with a larger share of its samples at full scale is clipped, 0 to 1. */
  readonly max_clipped_share?: number;
  /** In one where `cry-detect` gives a cry a lower probability, none is heard. Not for its own task. */
  readonly min_cry_probability?: number;
  /** One where its head gives `none`, a class of its own, all but a lower probability: no infant. */
  readonly min_infant_probability?: number;
  /** One whose vector is farther away is out of distribution. */
  readonly novelty?: NoveltyManifest;
}

/** What the recordings that a model was fitted on are like. */
export interface NoveltyManifest {
  /** Mean of their vectors. A recording's vector is what the head reads, the mean over its windows. */
  readonly mean: readonly number[];
  /** What a value is divided by after that, above 0. */
  readonly scale: readonly number[];
  /** Root mean square of the values after that: farther is not familiar. */
  readonly max_distance: number;
}

/** What a model said, classes weighed alike, of recordings held out from its fit. */
export interface ConformalManifest {
  /**
   * Share of recordings of each label whose set is to hold it, unless another is asked for. Without it,
   * the operating point decides, and there are sets only where a caller asks for a coverage.
   */
  readonly coverage?: number;
  /** By label: its probability where it is the true one, one recording a group, ascending. */
  readonly scores: Readonly<Record<string, readonly number[]>>;
}

/** From what a head says to probabilities: `prior * p ^ scale`, then to sum 1. */
export interface CalibrationManifest {
  /** 1 over a temperature, 0 and up; 0 for a head that knows nothing. */
  readonly scale: number;
  /** Shares of the labels before anything is heard, sum 1; a caller may state others. */
  readonly prior: Readonly<Record<string, number>>;
}

/** How recordings are cut. */
export interface WindowsManifest {
  /** Length of a window. */
  readonly window_seconds: number;
  /** From one start to the next. */
  readonly hop_seconds: number;
  /** A last window that holds less audio than this is dropped. */
  readonly min_partial_seconds: number;
  /** What fills a window that the recording does not. */
  readonly fill: WindowFill;
}

/** A model that says one of two things. */
export interface BinaryManifest extends BaseManifest {
  /** How recordings are cut. */
  readonly windows: WindowsManifest;
  /** Operating point: the answer turns where the probability reaches it. */
  readonly threshold: number;
}

/** What scores a window, alone or with others. */
export interface CryMember {
  /** Name of the front end. */
  readonly front_end: string;
  /** Gives one logit from its features. */
  readonly head: ClassifierJson | NetworkJson;
}

/** Whether an infant is crying: features of windows, heads on each, and then a recording. */
export interface CryManifest extends BinaryManifest {
  /** What it answers, the key in a prediction. */
  readonly task: "cry";
  /** At least one; the logit of a window is the mean of theirs. What is familiar is told by the first. */
  readonly members: readonly CryMember[];
  /** A window quieter than this is not a cry, whatever the heads say. */
  readonly silence_dbfs: number;
  /**
   * Probability of a window where cries and others are as frequent: `sigmoid(scale * logit + offset)`,
   * fitted on held-out groups. The prior is then what it is said for; default as frequent.
   */
  readonly calibration: {
    readonly scale: number;
    readonly offset: number;
    readonly prior?: Readonly<Record<string, number>>;
  };
}

/** A head on some encoders' vectors, pooled over a recording, one behind the other. */
export interface HeadManifest {
  /** Names of `encoders`, or of front ends, in the order of the head's features. */
  readonly encoders: readonly string[];
  /** What is kept of the windows. Default `mean`. */
  readonly pooling?: Pooling;
  /** A classifier, or the file of one in a {@link ModelSource}. */
  readonly classifier: ClassifierJson | string;
}

/** How an infant feels: vectors of encoders, their mean over windows, a head. */
export interface ValenceManifest extends BinaryManifest {
  /** What it answers, the key in a prediction. */
  readonly task: "valence";
  /** What its heads read, by name. Only those of the head in use are loaded. */
  readonly encoders: Readonly<Record<string, EncoderManifest>>;
  /** By name; they tell the classes `positive` and `distress`. */
  readonly heads: Readonly<Record<string, HeadManifest>>;
  /** The head that is used unless another is asked for. */
  readonly head: string;
  /** Of the heads' probabilities; without it, they stand as they are. */
  readonly calibration?: CalibrationManifest;
}

/** Why an infant cries: a probability for each of some reasons. */
export type ReasonManifest =
  & BaseManifest
  & {
    /** What it answers, the key in a prediction. */
    readonly task: "reason";
    /** Ways to hear a recording, by name. */
    readonly modes: Readonly<Record<string, ReasonMode>>;
    /** The mode that is used unless another is asked for. */
    readonly mode: string;
    /** What may help, by label. */
    readonly tips?: Readonly<Record<string, ReasonTip>>;
    /** Of a recording's probabilities; without it, they stand as they are. */
    readonly calibration?: CalibrationManifest;
  }
  & (OnnxReasons | FeatureHeadReasons | PooledHeadReasons);

/** A network that gives a logit for each reason. */
export interface OnnxReasons {
  /** Its vectors are the logits. */
  readonly network: EncoderManifest;
  /** Reasons, in the order of the logits. */
  readonly labels: readonly string[];
}

/** A classifier of features; its classes are the reasons. */
export interface FeatureHeadReasons {
  /** Name of the front end. */
  readonly front_end: string;
  /** A classifier, or the file of one in a {@link ModelSource}. */
  readonly classifier: ClassifierJson | string;
}

/** A head on a recording's pooled vectors; its classes are the reasons. */
export interface PooledHeadReasons {
  /** The networks that the head reads, by name; none for a front end. */
  readonly encoders: Readonly<Record<string, EncoderManifest>>;
  /** Answers once for a recording. */
  readonly head: HeadManifest;
}

/** A way to hear a recording. Probabilities of windows are averaged. */
export interface ReasonMode {
  /** How recordings are cut; `null` takes each as a whole, as long as it is. */
  readonly windows: WindowsManifest | null;
  /** Whether a caller may choose window and hop: for networks that take any length. Default: no. */
  readonly variable_windows?: true;
  /** Only so much of the beginning is heard. Default: all. */
  readonly first_seconds?: number;
  /**
   * How to get to the network's rate: `linear` goes by straight lines, without a filter, `soxr` with
   * the band that librosa's default leaves. Default: the flat band.
   */
  readonly resampling?: "linear" | "soxr";
  /** In place of the network's. */
  readonly input_kind?: string;
}

/** What may help, in few words. Never medical. */
export interface ReasonTip {
  /** A sentence for people. */
  readonly advice: string;
  /** Signs that often go with the reason. */
  readonly indicators: readonly string[];
}

/** Everything that is needed to answer for a recording, apart from files that it names. */
export type ModelManifest = CryManifest | ValenceManifest | ReasonManifest;

/** How a manifest says that recordings are cut. */
export function windowOptions(
  windows: WindowsManifest,
): WindowOptions & { readonly fill: WindowFill } {
  const { window_seconds, hop_seconds, min_partial_seconds, fill } = windows;
  return {
    windowSeconds: window_seconds,
    hopSeconds: hop_seconds,
    minPartialSeconds: min_partial_seconds,
    fill,
  };
}
