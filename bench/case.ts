/** Work to measure, alone or in comparison with rivals. */
export interface BenchCase {
  /** Task and size: `resample 48 to 16 kHz, 60 s`. */
  readonly name: string;
  readonly goals?: readonly Goal[];
  /** Factor on the goals on Deno, which checks every access to WebAssembly memory; default 1. */
  readonly denoAllowance?: number;
  /** Prepares this package's side, outside the measurement. */
  setUp(): Promise<Contest> | Contest;
}

/** Limits for one case. */
export interface Goal {
  /** Start of the rival's name; null for a limit in milliseconds. */
  readonly rival: string | null;
  /** Highest acceptable ratio of this package's time to the rival's, or highest time. */
  readonly required: number;
  /** Desired ratio or time. */
  readonly target: number;
}

/** Both sides of a case. Asynchronous work is awaited. */
export interface Contest {
  readonly ours: Work;
  /**
   * Set-up of each rival, by name and version. A rival does the same work, copies of inputs and
   * outputs included. Rejects when the rival cannot be loaded.
   */
  readonly rivals?: Readonly<Record<string, () => Promise<Work> | Work>>;
}

/** Function that does the work once; the result is ignored. */
export type Work = () => unknown;
