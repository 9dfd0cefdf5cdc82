/**
 * Manifests: models as JSON data. The pipeline has one path for each task and no code for single
 * models, so a manifest holds every number that decides an answer. Keys are snake_case.
 *
 * @module
 */
import type { EncoderManifest } from "../encoder/manifest.ts";
import type { ClassifierJson } from "../head/classifier.ts";
import type { NetworkJson } from "../head/network.ts";
import type { Pooling } from "../pooling/pooling.ts";
import type { EventsManifest, RecordingManifest } from "./rules_manifest.ts";
import type { WindowFill, WindowOptions } from "../windows/sliding_windows.ts";

/** Format of the manifests that this version reads and writes. */
export const MODEL_FORMAT = "babycry-model/1" as const;

/** Keys that every model has. */
export interface BaseManifest {
  /** Format and its version. `convertManifest` converts manifests of earlier versions. */
  readonly format: typeof MODEL_FORMAT;
  /** Name of the model, not empty. */
  readonly id: string;
  /** Shortest recording that is accepted, seconds, 0 or more; a shorter one is an error. */
  readonly min_seconds: number;
  /** License of the weights, apart from the code's. */
  readonly license: string;
  /** Provenance: training data, settings and figures on held-out groups; any keys. */
  readonly training: Readonly<Record<string, unknown>>;
  /** Marks the model's predictions as experimental. Default: absent. */
  readonly experimental?: true;
  /** Rules by which the model abstains. Default: it never does. */
  readonly abstention?: AbstentionManifest;
  /** Scores that prediction sets are computed from. Default: the model has no prediction sets. */
  readonly conformal?: ConformalManifest;
}

/** Rules by which a model abstains: its label is then `unknown`. An absent rule does not apply. */
export interface AbstentionManifest {
  /** Abstains (`too_short`) below this duration, seconds, 0 or more. */
  readonly min_seconds?: number;
  /** Abstains (`clipped`) above this share of clipped samples, 0 to 1. Needs `clipping_level`. */
  readonly max_clipped_share?: number;
  /**
   * Magnitude from which a sample counts as clipped, above 0 and up to 1, where 1 is full scale;
   * 0.99 in the models of this package and in those that `fit` writes, because codecs leave peaks a
   * little below full scale. Needs `max_clipped_share`.
   */
  readonly clipping_level?: number;
  /** Abstains (`no_cry_detected`) below this probability of a cry, 0 to 1; not for `cry` itself. */
  readonly min_cry_probability?: number;
  /**
   * Abstains (`no_infant_detected`) below this probability of an infant, 0 to 1: 1 minus that of
   * the head's class `none`. For the task `valence`.
   */
  readonly min_infant_probability?: number;
  /** Abstains (`out_of_distribution`) for recordings unlike those that the model was fitted on. */
  readonly novelty?: NoveltyManifest;
}

/** Distribution of the recordings that a model was fitted on. */
export interface NoveltyManifest {
  /** Mean of each feature that the head reads, `[n]`. */
  readonly mean: readonly number[];
  /** Standard deviation of each feature, above 0, `[n]`. */
  readonly scale: readonly number[];
  /** Largest root mean square of standardized features that is in distribution, 0 or more. */
  readonly max_distance: number;
}

/** Calibration scores of split conformal prediction. */
export interface ConformalManifest {
  /**
   * Share of recordings of each label whose prediction set contains that label, between 0 and 1.
   * Default: prediction sets are computed only when a caller states a coverage.
   */
  readonly coverage?: number;
  /**
   * Probability of the true label in held-out recordings, one per group, by label; 0 to 1,
   * ascending, balanced between classes.
   */
  readonly scores: Readonly<Record<string, readonly number[]>>;
}

/** Calibration of a head's probabilities `p`: `prior * p ^ scale`, normalized to sum 1. */
export interface CalibrationManifest {
  /** Inverse temperature, 0 or more; 0 ignores the head. */
  readonly scale: number;
  /**
   * Share of each label before the recording is known, above 0, sum 1; a caller may state another.
   */
  readonly prior: Readonly<Record<string, number>>;
}

/** Difference from 1 that a prior's sum may have, because shares are rounded. */
export const PRIOR_SUM_ERROR_MAX = 0.01;

/** Windows that a recording is cut into. */
export interface WindowsManifest {
  /** Length of a window, seconds, above 0. */
  readonly window_seconds: number;
  /** Time from the start of a window to the next, seconds, above 0. */
  readonly hop_seconds: number;
  /** Least audio in a partial last window, seconds, 0 or more; a shorter one is left out. */
  readonly min_partial_seconds: number;
  /** Filling of a partial window: `zero` with zeros, `repeat` with its own audio. */
  readonly fill: WindowFill;
}

/** Manifest of a model with two labels. */
export interface BinaryManifest extends BaseManifest {
  /** Windows that recordings are cut into. */
  readonly windows: WindowsManifest;
  /** Probability from which `cry`, or `positive`, is reported, 0 to 1. */
  readonly threshold: number;
}

/** Scorer of windows: a front end or a network, and a head. */
export interface CryMember {
  /** Name of the front end: `cry-features`, `cry-log-mel` or `acoustic193`. */
  readonly front_end?: string;
  /** Network in place of a front end. */
  readonly network?: EncoderManifest;
  /** Head that gives one logit from the features or vector; an object, not a file. */
  readonly head: ClassifierJson | NetworkJson;
  /** Weight of the logit in the mean over the members, above 0. Default 1. */
  readonly weight?: number;
}

/** Detector of crying: front ends and heads score windows, a rule combines them. */
export interface CryManifest extends BinaryManifest {
  /** Task, and the key of its prediction. */
  readonly task: "cry";
  /**
   * Scorers of a window, one or more; the window's logit is the weighted mean of theirs. Windows
   * are cut at the sample rate of the first, and novelty is measured on its features.
   */
  readonly members: readonly CryMember[];
  /** Level below which a window is no cry, dB re full scale, 0 or less. */
  readonly silence_dbfs: number;
  /** Probability of a window: `sigmoid(scale * logit + offset + ln(cry / no_cry))`. */
  readonly calibration: {
    /** Factor of the logit. */
    readonly scale: number;
    /** Offset that is added to the scaled logit. */
    readonly offset: number;
    /** Shares of `cry` and `no_cry`, above 0, sum 1. Default 0.5 each. */
    readonly prior?: Readonly<Record<string, number>>;
  };
  /** Rule from windows to a recording. */
  readonly recording: RecordingManifest;
  /** Rule of events. */
  readonly events: EventsManifest;
}

/** Head on the vectors of encoders or front ends, pooled over a recording and concatenated. */
export interface HeadManifest {
  /** Names of `encoders`, or of front ends, each once, in the order of the head's features. */
  readonly encoders: readonly string[];
  /** Statistics of the windows' vectors: `mean` or `mean_std`. Default `mean`. */
  readonly pooling?: Pooling;
  /** Classifier, or the name of its file in a {@link ModelSource}. */
  readonly classifier: ClassifierJson | string;
}

/** Classifier of valence. */
export interface ValenceManifest extends BinaryManifest {
  /** Task, and the key of its prediction. */
  readonly task: "valence";
  /** Networks that the heads read, by name. Only those of the head in use are loaded. */
  readonly encoders: Readonly<Record<string, EncoderManifest>>;
  /** Heads by name, one or more; their classes are `positive`, `distress` and optionally `none`. */
  readonly heads: Readonly<Record<string, HeadManifest>>;
  /** Name of the head that is used by default. */
  readonly head: string;
  /** Calibration of `positive` and `distress`. Default: the head's probabilities are unchanged. */
  readonly calibration?: CalibrationManifest;
}

/** Classifier of the reason for crying. */
export type ReasonManifest =
  & BaseManifest
  & {
    /** Task, and the key of its prediction. */
    readonly task: "reason";
    /** Modes in which recordings are read, by name, one or more. */
    readonly modes: Readonly<Record<string, ReasonMode>>;
    /** Name of the mode that is used by default. */
    readonly mode: string;
    /** Advice by label. */
    readonly tips?: Readonly<Record<string, ReasonTip>>;
    /** Calibration of a recording's probabilities. Default: they are unchanged. */
    readonly calibration?: CalibrationManifest;
  }
  & (OnnxReasons | FeatureHeadReasons | PooledHeadReasons);

/** Reasons from a network; the probabilities of windows are averaged. */
export interface OnnxReasons {
  /** Network whose vector is one logit for each label. */
  readonly network: EncoderManifest;
  /** Labels in the order of the logits, two or more. */
  readonly labels: readonly string[];
}

/** Reasons from a classifier of features; the probabilities of windows are averaged. */
export interface FeatureHeadReasons {
  /** Name of the front end: `cry-features`, `cry-log-mel` or `acoustic193`. */
  readonly front_end: string;
  /** Classifier whose classes are the labels, or the name of its file in a {@link ModelSource}. */
  readonly classifier: ClassifierJson | string;
}

/** Reasons from a head on a recording's pooled vectors; its classes are the labels. */
export interface PooledHeadReasons {
  /** Networks that the head reads, by name; empty when it reads front ends only. */
  readonly encoders: Readonly<Record<string, EncoderManifest>>;
  /** Head that scores a recording once. */
  readonly head: HeadManifest;
}

/** Mode in which a model reads a recording. */
export interface ReasonMode {
  /** Windows that recordings are cut into; `null` for one window as long as the recording. */
  readonly windows: WindowsManifest | null;
  /** Whether a caller may choose window and hop, for networks of any input length. Default: no. */
  readonly variable_windows?: true;
  /** Duration that is read from the beginning of a recording, seconds, above 0. Default: all. */
  readonly first_seconds?: number;
  /**
   * Resampling to the rate of the network or front end: `soxr` keeps the band that librosa's
   * default resampler keeps, `linear` interpolates without a filter. Default: flat to 0.95 of
   * Nyquist.
   */
  readonly resampling?: "linear" | "soxr";
  /** Kind of input in place of the network's. Default: the network's. */
  readonly input_kind?: string;
}

/** Advice for one reason, for people. Never medical. */
export interface ReasonTip {
  /** Advice in one or two sentences. */
  readonly advice: string;
  /** Signs that often accompany the reason. */
  readonly indicators: readonly string[];
}

/** Tagger: probabilities of sound classes from YAMNet, averaged over the patches of a recording. */
export interface TagsManifest extends BaseManifest {
  /** Task, and the key of its prediction. */
  readonly task: "tags";
  /** Name of the TensorFlow Lite file of YAMNet in a {@link ModelSource}. */
  readonly file: string;
  /** Classes of the network, `[521]`: identifier in the AudioSet ontology, and name. */
  readonly classes: readonly (readonly [mid: string, label: string])[];
  /** Key of other tasks. */
  readonly calibration?: never;
  /** Key of other tasks. */
  readonly abstention?: never;
  /** Key of other tasks. */
  readonly conformal?: never;
}

/** Manifest of a model: all that a prediction needs, apart from the files that it names. */
export type ModelManifest = CryManifest | ValenceManifest | ReasonManifest | TagsManifest;

/** Converts the windows of a manifest to window options. */
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
