/**
 * The process as a host: Deno, Node and Bun alike, through `node:process`.
 *
 * @module
 */
import process from "node:process";
import { Readable } from "node:stream";
import type { WriteStream } from "node:tty";
import type { Host, Output } from "./host.ts";
import { assignOptions } from "./options/assign_options.ts";
import { messageOf } from "./output/error_message.ts";

/** The process that runs this. From now on, an interrupt stops the command and not the process. */
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
        throw new TypeError("Standard input is a terminal: pipe a recording into it");
      }
      return Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>;
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

/** Deno tells without asking the user for a permission. */
function noColor(): boolean {
  const { Deno } = globalThis as { Deno?: { noColor: boolean } };
  return Deno ? Deno.noColor : Boolean(process.env.NO_COLOR);
}

/** The reader of a pipe may leave early, as `head` does; a disk may be full. */
function onOutputError(error: Error & { code?: string }): void {
  if (error.code === "EPIPE") process.exit(0);
  process.stderr.write(`babycry: Writing the output: ${messageOf(error)}\n`);
  process.exit(1);
}
