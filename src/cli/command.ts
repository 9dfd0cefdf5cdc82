import { wrapWords } from "../terminal/text_width.ts";
import type { Host } from "./host.ts";
import type { Given } from "./options/check_given.ts";
import { HELP_WIDTH, optionHelp } from "./options/option_help.ts";
import { entriesOf, type Option, type OptionTable, parseOptions } from "./options/option_table.ts";

/** Command of the command line. */
export interface Command {
  /** Help text. */
  readonly help: string;
  /** Options by name. */
  readonly options: Readonly<Record<string, Option<unknown>>>;
  /**
   * Runs the command.
   *
   * @param args arguments after the command's name
   * @returns exit code: 0 done, 1 some input failed
   * @throws {SyntaxError} for wrong usage
   */
  run(args: readonly string[], host: Host): Promise<number>;
}

/** Description of a command, the source of its parser and its help text. */
export interface CommandDefinition<V> {
  /** Name in the usage line. */
  readonly name: string;
  /** Arguments that are not options, such as `DATASET`, `INPUT...` or `[MODEL...]`. */
  readonly operands?: string;
  /** Paragraphs of the help text. They are wrapped, except for indented ones. */
  readonly description: string;
  /** Options and their parsers. */
  readonly options: OptionTable<V>;
  /** Paragraphs of the help text after the options. */
  readonly notes?: string;
  /** Example of the help text, without the name of the program. */
  readonly example: string;
  /** Runs the command; `given` has the names of the options that were given. @returns exit code */
  run(values: V, operands: readonly string[], host: Host, given: Given): Promise<number>;
}

/** Creates a command from its description. */
export function defineCommand<V>(definition: CommandDefinition<V>): Command {
  const { name, operands: names = "", description, options, notes, example, run } = definition;
  const required = entriesOf(options).filter(([, option]) => option.required)
    .map(([name, { placeholder }]) => `--${name} ${placeholder}`);
  const isOptional = entriesOf(options).length > required.length;
  const usage = ["babycry", name, names, ...required, isOptional ? "[options]" : ""]
    .filter(Boolean).join(" ");
  const help = [
    `Usage: ${usage}\n`,
    paragraphs(description),
    optionHelp(options),
    ...(notes === undefined ? [] : [paragraphs(notes)]),
    `Example: babycry ${example}\n`,
  ].filter(Boolean).join("\n");
  return {
    help,
    options: options as Command["options"],
    async run(args, host) {
      const { values, operands, given } = parseOptions(args, options);
      checkOperands(operands, names.split(" ").filter(Boolean));
      return await run(values, operands, host, given);
    },
  };
}

/** Checks the number of operands. @throws {SyntaxError} for too few or too many */
function checkOperands(operands: readonly string[], names: readonly string[]): void {
  const missing = names[operands.length];
  if (missing && !missing.startsWith("[")) {
    throw new SyntaxError(`Missing ${missing.replace("...", "")}`);
  }
  if (operands.length > names.length && !names.at(-1)?.includes("...")) {
    throw new SyntaxError(`Unexpected argument ${operands[names.length]}`);
  }
}

function paragraphs(text: string): string {
  return text.split("\n\n").map((paragraph) => {
    const isIndented = paragraph.startsWith(" ");
    return isIndented
      ? `${paragraph}\n`
      : `${wrapWords(paragraph.replaceAll("\n", " "), HELP_WIDTH).join("\n")}\n`;
  }).join("\n");
}
