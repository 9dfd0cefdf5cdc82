import type { Json } from "../../../src/prediction/to_json.ts";
import type { EventReport } from "../../../src/eval/events/evaluate_events.ts";
import type { CryManifest } from "../../../src/models/manifest.ts";

/** Label of false events without another sound. */
export const BED = "bed";

/** Results of `evaluate/events.ts`. */
export interface EventsResults {
  readonly export_sha256: string;
  readonly cry_detect: DetectorEvents;
  readonly cry_detect_plus: DetectorEvents;
  /** Rules of `cry-detect` on the hours with all kinds. */
  readonly rules: readonly ComparedRule[];
  /** The same of `cry-detect-plus`. */
  readonly rules_plus: readonly ComparedRule[];
}

/** Figures of one detector by its own rule. */
export interface DetectorEvents {
  readonly threshold: number;
  readonly rule: CryManifest["events"];
  /** Hours with other sounds of all kinds. */
  readonly mixed: EventFigures;
  /** Hours in which the other sounds are children. */
  readonly children: EventFigures;
  /** Hours in which the other sounds are of a kind that the networks were not trained on. */
  readonly unseen: EventFigures;
}

/** Figures of the events in hours. */
export type EventFigures = Pick<
  Json<EventReport>,
  | "hours"
  | "episodes"
  | "found"
  | "recall"
  | "interval"
  | "false_events"
  | "false_events_per_hour"
  | "latency_seconds"
  | "by_snr"
  | "by_sound"
>;

/** A rule, its thresholds in logits above that of the model, and its figures. */
export interface ComparedRule {
  readonly windows: number;
  readonly agreeing: number;
  /** Threshold of the agreeing windows at a start. */
  readonly start: number;
  /** Threshold of one window at a start. */
  readonly peak: number;
  /** Threshold of the end. */
  readonly end: number;
  readonly recall: number;
  readonly false_events_per_hour: number;
  readonly median_latency_seconds: number;
  /** Recall by the highest number of false events per hour, with all thresholds moved. */
  readonly recall_at: Readonly<Record<1 | 2 | 4, number>>;
}
