/**
 * The command line: finds the command, and turns what goes wrong into exit codes.
 *
 * @module
 */
import process from "node:process";
import manifest from "../../deno.json" with { type: "json" };
import type { Command, Host } from "./host.ts";
import { messageWithPath } from "./output/error_message.ts";
import { namesRecording } from "./recordings.ts";

/** Commands are loaded when they are called. */
const COMMANDS: Readonly<Record<string, { summary: string; load: () => Promise<Command> }>> = {
  classify: {
    summary: "whether an infant is crying on recordings (the default)",
    load: () => import("./commands/classify.ts"),
  },
  demo: {
    summary: "makes up a cry and classifies it",
    load: () => import("./commands/demo.ts"),
  },
  fit: {
    summary: "fits a detector on your own recordings",
    load: () => import("./commands/fit.ts"),
  },
  enroll: {
    summary: "adapts the models to a handful of your own recordings",
    load: () => import("./commands/enroll.ts"),
  },
  audit: {
    summary: "looks for leaks in a dataset",
    load: () => import("./commands/audit.ts"),
  },
  eval: {
    summary: "measures a model on groups that it has not heard",
    load: () => import("./commands/eval.ts"),
  },
  models: {
    summary: "weights that others publish: list, pull, verify, import",
    load: () => import("./commands/models.ts"),
  },
};

const help = `babycry [COMMAND] ...

Says whether an infant is crying on a recording, where, and how sure the model is.

${
  Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}\n`).join("")
}
  --cwd DIR   run in DIR; only as the first argument
  --help      of babycry or of a command
  --version

Example: babycry clip.wav
`;

/**
 * Runs a command line.
 *
 * @param argv what stands behind the program's name
 * @returns exit code: 0 done, 1 some input failed, 2 wrong usage, 130 interrupted
 */
export async function main(argv: readonly string[], host: Host): Promise<number> {
  const { out, err, signal } = host;
  const [word = "", ...rest] = argv;
  if (word === "help") return await main([...rest.slice(0, 1), "--help"], host);
  let name = "";
  try {
    if (argv.length === 0) throw new SyntaxError("No command and no recording came");
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
    const named = Object.hasOwn(COMMANDS, word);
    if (!named && !(word.startsWith("-") || await namesRecording(word))) {
      const names = Object.keys(COMMANDS).join(", ");
      throw new SyntaxError(
        `${word} is neither a command nor a file that exists; commands are ${names}`,
      );
    }
    name = named ? word : "classify";
    const command = await COMMANDS[name]!.load();
    const args = named ? rest : argv;
    const options = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
    if (options.includes("--help") || options.includes("-h")) {
      out.write(command.help);
      return 0;
    }
    return await command.run(args, host);
  } catch (error) {
    if (signal.aborted) return 130;
    err.write(`babycry: ${messageWithPath(error)}\n`);
    if (!isWrongUsage(error)) return 1;
    err.write(`Try babycry ${name === "" ? "" : `${name} `}--help\n`);
    return 2;
  }
}

function enterFolder(folder: string | undefined): void {
  if (!folder) throw new SyntaxError("Missing folder after --cwd");
  try {
    process.chdir(folder);
  } catch (cause) {
    throw new SyntaxError(`Invalid --cwd: expected an existing folder, received ${folder}`, {
      cause,
    });
  }
}

function isWrongUsage(error: unknown): boolean {
  const { code = "" } = error as { code?: string };
  return error instanceof SyntaxError || String(code).startsWith("ERR_PARSE_ARGS");
}
