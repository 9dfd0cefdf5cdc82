/** Severity of a finding; an error invalidates metrics on this dataset and split. */
export type Severity = "note" | "warning" | "error";

/** Severities, ascending. */
export const SEVERITIES: readonly Severity[] = ["note", "warning", "error"];

/** Property of a dataset that inflates metrics or excludes clips. */
export interface Finding {
  /** Machine-readable name, such as `duplicate_across_split`. */
  readonly kind: string;
  /** Severity of the finding. */
  readonly severity: Severity;
  /** Description with counts. */
  readonly message: string;
  /** Number of affected clips, pairs, groups or sessions. */
  readonly count: number;
  /** First few affected clips, pairs, groups or sessions. */
  readonly examples: readonly string[];
}

/** Maximum number of examples in a finding. */
export const EXAMPLES = 8;
