/** Something measured, and what it is measured against. */
export interface BenchCase {
  readonly name: string;
  /** What else does the same work; absent when nothing does. */
  readonly rival?: string;
  /** Makes the data. What it returns is measured, and nothing else. */
  readonly prepare: () => Runs | Promise<Runs>;
}

/** One call each. */
export interface Runs {
  readonly ours: () => unknown;
  readonly rival?: () => unknown;
}
