import type { ExclusionCount } from "../data/excluded.ts";
import type { BaselineScore } from "../metrics/baselines.ts";
import type { Evaluation } from "../metrics/evaluate.ts";
import type { Estimate } from "../metrics/group_bootstrap.ts";
import type { MetricName } from "../metrics/metrics.ts";

/** An evaluation with where its answers came from. */
export interface EvaluationReport extends Evaluation {
  readonly dataset: string;
  /** What answered. */
  readonly model: string;
  /** How rows were held out; `as-is` for a model that was fitted elsewhere. */
  readonly protocol: string;
  readonly folds: number;
  readonly excluded: readonly ExclusionCount[];
  readonly warnings: readonly string[];
  readonly baselines: readonly BaselineScore[];
  /** The same model with whole groups held out, beside a protocol that is leaky. */
  readonly grouped?: Readonly<Record<MetricName, Estimate>>;
}
