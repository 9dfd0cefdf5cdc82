/**
 * Types of the training's results, which `models/training/figures.json` keeps, and of the training
 * records in the manifests.
 *
 * @module
 */
import type { EventsResults } from "./event_results.ts";
import type { Estimate } from "../../../src/metrics/group_bootstrap.ts";
import type { ByCondition, ByName, Condition } from "./conditions.ts";
import type { YardstickResults } from "./yardstick_results.ts";

/** Results of all steps, one key per file. */
export interface Results {
  readonly detection: DetectionResults;
  readonly stress: StressResults;
  readonly synthetic_negatives: {
    readonly export_sha256: string;
    readonly labels: ByName<SyntheticNegatives>;
  };
  readonly yardstick: YardstickResults;
  readonly streaming: StreamingResults;
  readonly events: EventsResults;
  readonly degraded_audio: DegradedAudioResults;
  readonly valence: ValenceResults;
  readonly joint_answers: JointAnswers;
  readonly enrollment: EnrollmentResults;
  readonly ablation: {
    readonly export_sha256: string;
    readonly variants: ByName<ByCondition<Summary>>;
  };
}

/** Results of `networks/train.py`. */
export interface DetectionResults extends ByCondition<GroupedResults> {
  /** Results with a kind of sound and its imitations held out. */
  readonly held_out_kinds: ByName<ByCondition<HeldOutKind>>;
  /** Results with a set of cries held out. */
  readonly held_out_cries: ByName<ByCondition<{ readonly auc: number; readonly recall: number }>>;
  readonly seeds: ByName<ByCondition<SeedSummary> & { readonly threshold: number }>;
  /** Results of some of the networks, by their names. */
  readonly parts: ByName<ByCondition<Summary>>;
  /** Prediction sets by coverage. */
  readonly sets: ByName<
    ByCondition<
      Readonly<Record<"cry" | "no_cry", SetShares>> & { readonly held_out_kinds: ByName<number> }
    >
  >;
  readonly quantization: {
    readonly auc_float: number;
    readonly auc_int8: number;
    readonly largest_change_of_probability: number;
  };
}

/** Results with groups held out. */
export interface GroupedResults {
  readonly auc: Estimate;
  readonly recall: Estimate;
  readonly false_positive_rate: Estimate;
  readonly recall_by_format: ByName<Estimate & { readonly recordings: number }>;
  readonly false_positives_by_label: ByName<FalsePositives>;
  readonly false_positives_by_reader: ByName<FalsePositives>;
}

/** Share of recordings without a cry that are classified as a cry. */
export interface FalsePositives {
  readonly recordings: number;
  readonly false_positive_rate: number;
}

/** Results with one kind of sound held out. */
export interface HeldOutKind {
  readonly auc: number;
  readonly false_positive_rate: number;
  readonly at_frozen_threshold: number;
}

/** Results by which seeds are compared, with groups held out. */
export interface SeedSummary {
  readonly auc: number;
  readonly recall: number;
  readonly false_positive_rate: number;
}

/** Results that model selection uses. */
export interface Summary extends SeedSummary {
  readonly held_out_kinds_auc: number;
  readonly held_out_kinds_false_positive_rate: number;
  readonly held_out_kinds_at_frozen_threshold: number;
  /** False positives at the frozen threshold by kind. */
  readonly held_out_kinds: ByName<number>;
  readonly held_out_cries_recall: ByName<number>;
}

/** Shares of prediction sets: with the true label, with it alone, with another label alone. */
export interface SetShares {
  readonly covered: number;
  readonly true_label_only: number;
  readonly other_label_only: number;
}

/** Results of `networks/stress.py`. */
export interface StressResults {
  readonly export_sha256: string;
  /** Cries by channel. */
  readonly recall: ByName<{
    readonly recordings: number;
    readonly recall: number;
    readonly auc: number;
  }>;
  /** Other sounds by label. */
  readonly false_positives: ByName<FalsePositives>;
}

/** Share of synthetic negatives with one label that are classified as a cry. */
export interface SyntheticNegatives {
  readonly recordings: number;
  /** Share by networks trained on others of the label. */
  readonly fold_held_out: number;
  /** Share by networks trained without its kind of sound. */
  readonly kind_held_out: number;
}

/** Results of `evaluate/streaming.ts`. */
export interface StreamingResults {
  readonly export_sha256: string;
  readonly cries: ByCondition<CryReports>;
  /** Results by kind of sound, and for `all`. */
  readonly others: ByName<ByCondition<FalseReports>>;
  /** The same by models that were trained without the kind. */
  readonly others_kind_held_out: ByName<ByCondition<FalseReports>>;
  readonly long: readonly {
    readonly recording: string;
    readonly condition: Condition;
    readonly seconds: number;
    readonly events: number;
    readonly alarms: number;
  }[];
}

/** Detected cries: by the event rule of streams, or by a single window (`alarm`). */
export interface CryReports {
  readonly recordings: number;
  readonly donors: number;
  readonly with_event: Estimate;
  readonly with_alarm: Estimate;
  readonly event_after_start: Delay;
  readonly alarm_after_start: Delay;
  readonly event_after_alarm: Delay;
}

/** Delay of the reported cries, in seconds. */
export interface Delay {
  readonly median: number;
  readonly percentile_90: number;
}

/** False reports on other sounds. */
export interface FalseReports {
  readonly recordings: number;
  readonly hours: number;
  readonly events_per_hour: Estimate;
  readonly alarms_per_hour: Estimate;
}

/** Results of `evaluate/degraded_audio.ts`. */
export interface DegradedAudioResults {
  readonly export_sha256: string;
  /** Number of recordings. */
  readonly cries: number;
  readonly others: number;
  readonly degradations: ByName<
    { readonly auc: number; readonly recall: Estimate; readonly false_positive_rate: Estimate }
  >;
}

/** Results of `train_valence.ts`, fold and generator held out. */
export interface ValenceResults {
  readonly figures: ValenceFigures;
  readonly sets: ValenceSets;
}

/** Labels of valence. */
export interface ValenceFigures {
  /** ROC-AUC of positive against distress. */
  readonly auc: Estimate;
  /** Share of recordings with each label, by type of recording. */
  readonly labeled: ByName<Readonly<Record<"positive" | "distress", Estimate>>>;
}

/** Shares of prediction sets, by type of recording, then by coverage. */
export type ValenceSets = ByName<ByName<{ readonly covered: number; readonly one_label: number }>>;

/** Results of `evaluate/joint_answers.ts`: predictions of `cry-detect` and `cry-valence` together. */
export interface JointAnswers {
  readonly export_sha256: string;
  /** Number of recordings. */
  readonly cries: number;
  readonly others: number;
  /** Shares of the recordings by prediction. */
  readonly predictions: ByName<Readonly<Record<"cries" | "others", Estimate>>>;
}

/** Results of `evaluate/simulate_enrollment.ts`, by the number of enrolled recordings. */
export interface EnrollmentResults {
  readonly export_sha256: string;
  readonly detection: ByName<DetectionEnrollment>;
  /** Log loss of reasons. */
  readonly reasons: ByName<
    { readonly donors: number } & Readonly<Record<"before" | "after" | "change", Estimate>>
  >;
}

/** Results of enrolling cries and other sounds. */
export interface DetectionEnrollment {
  readonly donors: number;
  readonly rooms: number;
  /** Figures before enrollment, and the changes by what was enrolled. */
  readonly figures: ByName<Readonly<Record<"before" | "cries" | "others" | "both", Estimate>>>;
}

/** The part of the manifest of `cry-detect` that the cards show. */
export interface CryDetectManifest {
  readonly threshold: number;
  readonly members: readonly {
    readonly front_end: string;
    readonly head: {
      readonly input: readonly number[];
      readonly layers: readonly {
        readonly type: string;
        readonly outputs?: number;
        readonly weights?: string;
      }[];
    };
  }[];
  readonly training: {
    readonly export_sha256: string;
    readonly seed: number;
    readonly recordings: number;
    readonly synthetic_recordings: number;
    readonly groups: number;
    readonly windows: number;
    readonly members: readonly { readonly network: string; readonly share: number }[];
    readonly figures: unknown;
  };
}

/** The part of the manifest of `cry-valence` that the cards show. */
export interface CryValenceManifest {
  readonly training: {
    readonly recordings: ByName<number>;
    readonly held_out_generators: ValenceFigures;
  };
}

/** The part of the manifest of `cry-reason` that the cards show. */
export interface CryReasonManifest {
  readonly training: {
    readonly recordings: number;
    readonly groups: number;
    readonly labels: ByName<{ readonly recordings: number; readonly groups: number }>;
    readonly best: ReasonCandidate;
    readonly best_by_fold: readonly ReasonCandidate[];
    readonly permutation_p: number;
    readonly prior_log_loss: Estimate;
    readonly majority_accuracy: Estimate;
    readonly search_metrics: Readonly<
      Record<"log_loss" | "accuracy" | "balanced_accuracy" | "macro_f1", Estimate>
    >;
  };
}

/** A candidate of the search for `cry-reason`. */
export interface ReasonCandidate {
  readonly features: string;
  /** Inverse strength of the penalty. */
  readonly c: number;
  /** Exponent of the probabilities, 0 if they carry no information. */
  readonly scale: number;
}
