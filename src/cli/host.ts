/**
 * What commands see of the program around them.
 *
 * @module
 */
import type { Classifier } from "../classifier.ts";
import type { FlatOptions } from "./options/assign_options.ts";

/** A stream of text that people or programs read. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Width of the terminal; 80 where there is none. */
  readonly columns: number;
  readonly color: boolean;
}

/** The program around a command. */
export interface Host {
  readonly out: Output;
  readonly err: Output;
  /** Fires when the user interrupts. */
  readonly signal: AbortSignal;
  /** @throws {TypeError} when nothing is piped in */
  stdin(): ReadableStream<Uint8Array>;
  loadClassifier(options: FlatOptions): Promise<Classifier>;
}

/** A command as the command line sees it. */
export interface Command {
  readonly help: string;
  /**
   * Runs it.
   *
   * @param args what stands behind the command's name
   * @returns exit code: 0 done, 1 some input failed
   * @throws {SyntaxError} for wrong usage
   */
  run(args: readonly string[], host: Host): Promise<number>;
}
