/**
 * Parsers of option values.
 *
 * @module
 */
import { redact } from "../sources/redact.ts";

/** Parser of the text after an option. */
export interface ValueParser<T> {
  /** Name of the value in the help text, such as `FILE`. */
  readonly placeholder: string;
  /** Valid values, for error messages. */
  readonly expected: string;
  /** Parses text. @returns undefined for invalid text */
  parse(text: string): T | undefined;
  /** Text that errors show, without credentials. Default: the text itself. */
  shown?(text: string): string;
}

/** Creates a parser of text that is not empty. */
export function text(placeholder: string): ValueParser<string> {
  return { placeholder, expected: "text", parse: (text) => text === "" ? undefined : text };
}

/**
 * Creates a parser of a URL.
 *
 * @param schemes accepted ones, such as `https`
 */
export function url(...schemes: readonly string[]): ValueParser<URL> {
  return {
    placeholder: "URL",
    expected: `a URL with ${alternatives(schemes.map((scheme) => `${scheme}://`))}`,
    parse(text) {
      const url = URL.canParse(text) ? new URL(text) : undefined;
      return url && schemes.includes(url.protocol.slice(0, -1)) ? url : undefined;
    },
    shown: (text) => text.includes("://") ? redact(text) : text.replace(/^.*@/, "***@"),
  };
}

/** Creates a parser of a word from a list. */
export function choice<const T extends string>(...words: readonly T[]): ValueParser<T> {
  return {
    placeholder: words.join("|"),
    expected: alternatives(words),
    parse: (text) => words.find((word) => word === text),
  };
}

/** Creates a parser of an integer from `min`. */
export function integer(min: number): ValueParser<number> {
  return {
    placeholder: "N",
    expected: `a whole number from ${min}`,
    parse: (text) => parseNumber(text, (value) => Number.isSafeInteger(value) && value >= min),
  };
}

/** Parser of a finite number above 0. */
export const positive: ValueParser<number> = {
  placeholder: "NUMBER",
  expected: "a number above 0",
  parse: (text) => parseNumber(text, (value) => value > 0 && value < Infinity),
};

/** Parser of a finite number from 0. */
export const nonNegative: ValueParser<number> = {
  placeholder: "NUMBER",
  expected: "a number from 0",
  parse: (text) => parseNumber(text, (value) => value >= 0 && value < Infinity),
};

/** Parser of a duration in seconds, above 0. */
export const seconds: ValueParser<number> = {
  ...positive,
  placeholder: "SECONDS",
  expected: "seconds above 0",
};

/** Parser of a number between 0 and 1, both excluded. */
export const share: ValueParser<number> = {
  placeholder: "SHARE",
  expected: "a number between 0 and 1",
  parse: (text) => parseNumber(text, (value) => value > 0 && value < 1),
};

/** Parser of a number from 0 to 1, both included. */
export const fraction: ValueParser<number> = {
  placeholder: "SHARE",
  expected: "a number from 0 to 1",
  parse: (text) => parseNumber(text, (value) => value >= 0 && value <= 1),
};

/** Creates a parser of values separated by commas. */
export function list<T>(
  { parse, expected }: ValueParser<T>,
  placeholder: string,
): ValueParser<readonly T[]> {
  return {
    placeholder,
    expected: `${expected}, or several separated by commas`,
    parse(text) {
      const values = text.split(",").map((item) => parse(item.trim()));
      return values.includes(undefined) ? undefined : values as T[];
    },
  };
}

/** Parser of numbers by label, such as `hungry=0.7,tired=0.3`. */
export const labeledShares: ValueParser<Readonly<Record<string, number>>> = {
  placeholder: "LABEL=SHARE,...",
  expected: "LABEL=SHARE,LABEL=SHARE,...",
  parse(text) {
    const pairs = text.split(",").map((pair) => {
      const at = pair.lastIndexOf("=");
      return [pair.slice(0, at).trim(), parseNumber(pair.slice(at + 1), Number.isFinite)] as const;
    });
    const isValid = pairs.every(([label, value]) => label !== "" && value !== undefined);
    return isValid ? Object.fromEntries(pairs) as Record<string, number> : undefined;
  },
};

function parseNumber(text: string, isValid: (value: number) => boolean): number | undefined {
  const value = Number(text);
  return text.trim() !== "" && isValid(value) ? value : undefined;
}

/** Formats words as `a, b or c`. */
function alternatives(words: readonly string[]): string {
  const last = words.at(-1)!;
  return words.length === 1 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}
