/** One thing that is measured, alone or beside rivals. */
export interface BenchCase {
  /** What is done and to how much: `resample 48 to 16 kHz, 60 s`. */
  readonly name: string;
  readonly goals?: readonly Goal[];
  /** What goals are multiplied by on Deno, which checks every access to WebAssembly memory. */
  readonly denoAllowance?: number;
  /** Prepares both sides; nothing of it is measured. */
  setUp(): Promise<Contest> | Contest;
}

/** What is to be reached. */
export interface Goal {
  /** The beginning of the rival's name; null when milliseconds are limited, not a ratio. */
  readonly rival: string | null;
  /** The most that the ratio, or the time, may be. */
  readonly must: number;
  /** What it should be. */
  readonly aim: number;
}

/** Both sides of a case, ready to run. A side that is asynchronous is awaited. */
export interface Contest {
  readonly ours: Work;
  /** By name and version; the same work, copies of inputs and outputs included. */
  readonly rivals?: Readonly<Record<string, Work>>;
}

/** Does the work once; what it returns is dropped. */
export type Work = () => unknown;
