import type { ExclusionCount } from "../data/excluded.ts";
import type { BaselineScore } from "../metrics/baselines.ts";
import type { Evaluation } from "../metrics/evaluation.ts";
import type { Estimate } from "../metrics/group_bootstrap.ts";
import type { MetricName } from "../metrics/metrics.ts";

/** Evaluation of a model on a dataset, with its protocol and baselines. */
export interface EvaluationReport extends Evaluation {
  /** Name of the dataset. */
  readonly dataset: string;
  /** Name of the model. */
  readonly model: string;
  /** Protocol, such as `kfold`; `as-is` for a model that was fitted elsewhere. */
  readonly protocol: string;
  /** Number of folds. */
  readonly folds: number;
  /** Number of excluded clips by reason. */
  readonly excluded: readonly ExclusionCount[];
  /** Weaknesses of the dataset, one sentence each. */
  readonly warnings: readonly string[];
  /** Baselines that do not use the audio. */
  readonly baselines: readonly BaselineScore[];
  /** Metrics with whole groups held out, for a protocol that leaks. */
  readonly grouped?: Readonly<Record<MetricName, Estimate>>;
}
