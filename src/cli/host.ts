/**
 * Interface between commands and the process that runs them.
 *
 * @module
 */
import type { Classifier } from "../classifier.ts";
import type { FlatOptions } from "./options/assign_options.ts";

/** Text stream: standard output or standard error. */
export interface Output {
  /** Writes text. */
  write(text: string): void;
  /** Whether the stream is a terminal. */
  readonly isTerminal: boolean;
  /** Width of the terminal; 80 for a file or a pipe. */
  readonly columns: number;
  /** Whether to use colors. */
  readonly color: boolean;
}

/** Process that runs a command. */
export interface Host {
  /** Standard output. */
  readonly out: Output;
  /** Standard error. */
  readonly err: Output;
  /** Signal that is aborted when the user interrupts. */
  readonly signal: AbortSignal;
  /** Opens standard input. @throws {TypeError} when it is a terminal */
  stdin(): AsyncIterable<Uint8Array>;
  /** Loads the models. */
  loadClassifier(options: FlatOptions): Promise<Classifier>;
}
