/**
 * Command line: finds the command and turns errors into exit codes.
 *
 * @module
 */
import process from "node:process";
import manifest from "../../deno.json" with { type: "json" };
import { twoColumns } from "../terminal/columns.ts";
import type { Command } from "./command.ts";
import type { Host } from "./host.ts";
import { nearest } from "./options/nearest.ts";
import { HELP_WIDTH, optionHelp, TERM_WIDTH } from "./options/option_help.ts";
import { flag, option } from "./options/option_table.ts";
import { text } from "./options/value_parsers.ts";
import { messageWithPath } from "./output/error_message.ts";
import { namesRecording } from "./recordings.ts";

/** Commands by name; each is loaded when it is called. */
export const COMMANDS: Readonly<
  Record<
    string,
    { readonly summary: string; load(): Promise<Command> }
  >
> = {
  classify: {
    summary: "Detect infant crying in recordings (default command)",
    load: async () => (await import("./commands/classify.ts")).classify,
  },
  listen: {
    summary: "Watch a microphone, camera or stream, and report events",
    load: async () => (await import("./commands/listen.ts")).listen,
  },
  serve: {
    summary: "Answer HTTP requests: recordings, live audio and jobs",
    load: async () => (await import("./commands/serve.ts")).serve,
  },
  demo: {
    summary: "Classify a synthetic cry",
    load: async () => (await import("./commands/demo.ts")).demo,
  },
  fit: {
    summary: "Fit a model on your own recordings",
    load: async () => (await import("./commands/fit.ts")).fit,
  },
  enroll: {
    summary: "Adapt the models to a few recordings of one baby and room",
    load: async () => (await import("./commands/enroll.ts")).enroll,
  },
  audit: {
    summary: "Check a dataset for leaks and shortcuts",
    load: async () => (await import("./commands/audit.ts")).audit,
  },
  eval: {
    summary: "Evaluate a model on held-out groups of a dataset",
    load: async () => (await import("./commands/eval.ts")).evaluate,
  },
  models: {
    summary: "List, pull, verify and import published weights",
    load: async () => (await import("./commands/models.ts")).models,
  },
};

const rows = Object.entries(COMMANDS).map(([name, { summary }]) => [name, summary] as const);
const help = `Usage: babycry [COMMAND] ...

Detect infant crying in audio.

Commands:
${twoColumns(rows, TERM_WIDTH, HELP_WIDTH).join("\n")}

${
  optionHelp({
    cwd: option(text("DIR"), "Run in DIR; must be the first argument"),
    help: flag("Print this help, or the help of a command"),
    version: flag("Print the version"),
  })
}
Research software: not for medical, safety or monitoring decisions.

Example: babycry clip.wav
`;

/**
 * Runs a command line.
 *
 * @param argv arguments after the program's name
 * @returns exit code: 0 done, 1 some input failed, 2 wrong usage, 130 interrupted
 */
export async function main(argv: readonly string[], host: Host): Promise<number> {
  const { out, err, signal } = host;
  const [word = "", ...rest] = argv;
  if (word === "help") return await main([...rest.slice(0, 1), "--help"], host);
  let name = "";
  try {
    if (argv.length === 0) throw new SyntaxError("Missing command or file");
    if (word === "--cwd") {
      const [folder, ...args] = rest;
      enterFolder(folder);
      return await main(args, host);
    }
    if (word === "--version") {
      out.write(`babycry ${manifest.version}\n`);
      return 0;
    }
    if (word === "--help" || word === "-h") {
      out.write(help);
      return 0;
    }
    const isCommand = Object.hasOwn(COMMANDS, word);
    if (!isCommand && !word.startsWith("-") && !await namesRecording(word)) {
      throw new SyntaxError(unknownCommand(word));
    }
    name = isCommand ? word : "classify";
    const command = await COMMANDS[name]!.load();
    const args = isCommand ? rest : argv;
    const options = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
    if (options.includes("--help") || options.includes("-h")) {
      out.write(command.help);
      return 0;
    }
    return await command.run(args, host);
  } catch (error) {
    if (signal.aborted) return 130;
    err.write(`babycry: ${messageWithPath(error)}\n`);
    if (!(error instanceof SyntaxError)) return 1;
    err.write(`Try babycry ${name === "" ? "" : `${name} `}--help\n`);
    return 2;
  }
}

function unknownCommand(word: string): string {
  const names = Object.keys(COMMANDS);
  const meant = nearest(word, names);
  return `Unknown command: expected a file or ${names.join(", ")}, received ${word}` +
    (meant ? `; did you mean ${meant}?` : "");
}

function enterFolder(folder: string | undefined): void {
  if (!folder) throw new SyntaxError("Missing DIR after --cwd");
  try {
    process.chdir(folder);
  } catch (cause) {
    throw new SyntaxError(`Invalid --cwd: expected an existing directory, received ${folder}`, {
      cause,
    });
  }
}
