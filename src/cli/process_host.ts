/**
 * Host for Deno, Node and Bun, on `node:process`.
 *
 * @module
 */
import process from "node:process";
import type { WriteStream } from "node:tty";
import type { Host, Output } from "./host.ts";
import { assignOptions } from "./options/assign_options.ts";
import { messageOf } from "./output/error_message.ts";

/** Creates the host of the current process. The first interrupt aborts its signal. */
export function processHost(): Host {
  const interrupted = new AbortController();
  process.once("SIGINT", () => interrupted.abort());
  for (const stream of [process.stdout, process.stderr]) stream.on("error", onOutputError);
  return {
    out: output(process.stdout),
    err: output(process.stderr),
    signal: interrupted.signal,
    stdin() {
      if (process.stdin.isTTY) {
        throw new TypeError(
          "Reading standard input: expected a recording from a pipe, received a terminal",
        );
      }
      return process.stdin;
    },
    loadClassifier: async (options) =>
      await (await import("../pipeline.ts")).createClassifier(await assignOptions(options)),
  };
}

function output(stream: WriteStream): Output {
  const isTerminal = stream.isTTY === true;
  return {
    write: (text) => void stream.write(text),
    isTerminal,
    get columns() {
      return stream.columns || 80;
    },
    color: isTerminal && !noColor(),
  };
}

/** Reads `NO_COLOR`; on Deno from `Deno.noColor`, which needs no permission. */
function noColor(): boolean {
  const { Deno } = globalThis as { Deno?: { noColor: boolean } };
  return Deno ? Deno.noColor : Boolean(process.env.NO_COLOR);
}

/** Handles a reader that closes the pipe early, as `head` does, and a full disk. */
function onOutputError(error: Error & { code?: string }): void {
  if (error.code === "EPIPE") process.exit(0);
  process.stderr.write(`babycry: Writing the output: ${messageOf(error)}\n`);
  process.exit(1);
}
