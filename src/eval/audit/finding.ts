/** How bad a finding is: an error makes figures on this dataset and split worthless. */
export type Severity = "note" | "warning" | "error";

/** From the least to the worst. */
export const SEVERITIES: readonly Severity[] = ["note", "warning", "error"];

/** Something that would flatter a model, or keeps clips out. */
export interface Finding {
  /** What it is, for programs. */
  readonly kind: string;
  /** How bad it is. */
  readonly severity: Severity;
  /** A sentence. */
  readonly message: string;
  /** How many clips or pairs there are of it. */
  readonly count: number;
  /** The first few. */
  readonly examples: readonly string[];
}

/** So many examples stand in a report. */
export const EXAMPLES = 8;
