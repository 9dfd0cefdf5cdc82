/** One thing that is measured, alone or beside rivals. */
export interface BenchCase {
  /** What is done and to how much: `resample 48 to 16 kHz, 60 s`. */
  readonly name: string;
  /** What the ratio to a rival is to be, on Deno times {@link denoAllowance}. */
  readonly goals?: readonly Goal[];
  /** Deno checks every access to WebAssembly memory; default 1.2. */
  readonly denoAllowance?: number;
  /** Prepares both sides; nothing of it is measured. */
  setUp(): Promise<Contest> | Contest;
}

/** What is to be reached beside a rival. */
export interface Goal {
  /** The beginning of the rival's name. */
  readonly rival: string;
  /** Most that the ratio may be. */
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
