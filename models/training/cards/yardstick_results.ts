import type { ByCondition, ByName } from "./conditions.ts";

/** Results of `networks/yardstick.py` on the recordings added last, and on all, by system. */
export interface YardstickResults {
  readonly export_sha256: string;
  readonly added: ByName<ByCondition<YardstickFigures>>;
  readonly all: ByName<ByCondition<YardstickFigures>>;
}

/** Figures of one system at its frozen threshold. */
export interface YardstickFigures {
  readonly auc: number;
  readonly kinds: ByName<{
    readonly recordings: number;
    readonly auc: number;
    readonly false_positive_rate: number;
    /** The same by networks that lack the kind. */
    readonly kind_held_out: number;
  }>;
  readonly sets: ByName<{
    readonly recordings: number;
    readonly recall: number;
    /** The same by networks that lack the set. */
    readonly set_held_out: number;
  }>;
}
