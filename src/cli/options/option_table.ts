/**
 * Options of a command as a table. Parsing and the help text both come from it.
 *
 * @module
 */
import { parseArgs } from "node:util";
import type { Given } from "./check_given.ts";
import { nearest } from "./nearest.ts";
import type { ValueParser } from "./value_parsers.ts";

/** Option of a command with a value of the type `T`. */
export interface Option<T> {
  /** Type for `parseArgs`. */
  readonly type: "boolean" | "string";
  /** Name of the value in the help text, such as `FILE`; empty for a flag. */
  readonly placeholder: string;
  /** Description in the help text. */
  readonly help: string;
  /** Default as text. */
  readonly default?: string;
  /** Description of the default for the help text, if `default` is absent. */
  readonly defaultText?: string;
  /** Whether the option must be given. */
  readonly required?: true;
  /** Whether the option may be repeated. */
  readonly multiple?: true;
  /** Heading in the help text. Default `Options`. */
  readonly group?: string;
  /**
   * Converts the arguments of the option.
   *
   * @param flag name as typed, such as `--out`
   * @param texts text of each occurrence
   * @throws {SyntaxError} for a missing or invalid value
   */
  read(flag: string, texts: readonly string[]): T;
}

/** Options by name; `V` is the type of their values. */
export type OptionTable<V> = { readonly [Name in keyof V]-?: Option<V[Name]> };

/** Creates an option without a value. */
export function flag(help: string): Option<boolean> {
  return { type: "boolean", placeholder: "", help, read: (_, texts) => texts.length > 0 };
}

/** Creates an option with a value; the last occurrence counts. */
export function option<T>(
  parser: ValueParser<T>,
  help: string,
  settings: { readonly default: string } | { readonly required: true },
): Option<T>;
export function option<T>(
  parser: ValueParser<T>,
  help: string,
  settings?: Pick<Option<T>, "defaultText">,
): Option<T | undefined>;
export function option<T>(
  parser: ValueParser<T>,
  help: string,
  settings: Pick<Option<T>, "default" | "defaultText" | "required"> = {},
): Option<T | undefined> {
  const { placeholder } = parser;
  return {
    type: "string",
    placeholder,
    help,
    ...settings,
    read(flag, texts) {
      const text = texts.at(-1) ?? settings.default;
      if (text !== undefined) return parseValue(parser, flag, text);
      if (settings.required) throw new SyntaxError(`Missing ${flag} ${placeholder}`);
      return undefined;
    },
  };
}

/** Creates an option that may be repeated. */
export function repeated<T>(
  parser: ValueParser<T>,
  help: string,
  settings: Pick<Option<T>, "defaultText"> = {},
): Option<readonly T[]> {
  return {
    type: "string",
    multiple: true,
    placeholder: parser.placeholder,
    help,
    ...settings,
    read: (flag, texts) => texts.map((text) => parseValue(parser, flag, text)),
  };
}

/** Puts options under a heading of the help text. */
export function group<V>(heading: string, table: OptionTable<V>): OptionTable<V> {
  return Object.fromEntries(
    entriesOf(table).map(([name, option]) => [name, { ...option, group: heading }]),
  ) as never;
}

/**
 * Parses the arguments of a command.
 *
 * @throws {SyntaxError} for an unknown option, a missing value or an invalid one
 */
export function parseOptions<V>(
  args: readonly string[],
  table: OptionTable<V>,
): { readonly values: V; readonly operands: readonly string[]; readonly given: Given } {
  const options = new Map(entriesOf(table));
  const { tokens, positionals } = parseArgs({
    args: [...args],
    options: Object.fromEntries(Array.from(options, ([name, { type }]) => [name, { type }])),
    // The errors below name the value and suggest the nearest option.
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const texts = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const { name, rawName, value, inlineValue } = token;
    const option = rawName === `--${name}` ? options.get(name) : undefined;
    if (!option) {
      const meant = nearest(name, [...options.keys()]);
      throw new SyntaxError(
        `Unknown option ${rawName}${meant ? `; did you mean --${meant}?` : ""}`,
      );
    }
    const isMissing = !value || (!inlineValue && /^-(?![\d.])./.test(value));
    if (option.type === "boolean" && value !== undefined) {
      throw new SyntaxError(`Invalid ${rawName}: expected no value, received ${value}`);
    }
    if (option.type === "string" && isMissing) {
      throw new SyntaxError(`Missing ${option.placeholder} after ${rawName}`);
    }
    texts.set(name, [...texts.get(name) ?? [], value ?? ""]);
  }
  const values = Object.fromEntries(
    Array.from(options, ([name, option]) => [
      name,
      option.read(`--${name}`, texts.get(name) ?? []),
    ]),
  );
  return { values: values as V, operands: positionals, given: new Set(texts.keys()) };
}

/** Lists options with their names, in order. */
export function entriesOf<V>(table: OptionTable<V>): [name: string, option: Option<unknown>][] {
  return Object.entries(table);
}

function parseValue<T>(parser: ValueParser<T>, flag: string, text: string): T {
  const value = parser.parse(text);
  if (value !== undefined) return value;
  const shown = parser.shown?.(text) ?? text;
  throw new SyntaxError(`Invalid ${flag}: expected ${parser.expected}, received ${shown}`);
}
