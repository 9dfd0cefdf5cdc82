/**
 * Interface between commands and the process that runs them.
 *
 * @module
 */
import type { Classifier } from "../classifier.ts";
import type { FlatOptions } from "./options/assign_options.ts";

/** Text stream: standard output or standard error. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Width of the terminal; 80 for a file or a pipe. */
  readonly columns: number;
  readonly color: boolean;
}

/** Process that runs a command. */
export interface Host {
  readonly out: Output;
  readonly err: Output;
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal;
  /** @throws {TypeError} when standard input is a terminal */
  stdin(): ReadableStream<Uint8Array>;
  loadClassifier(options: FlatOptions): Promise<Classifier>;
}
