/**
 * Checks of options: `TypeError` for another type, `RangeError` for a value out of range.
 *
 * @module
 */
import type { ProgressOptions } from "./types.ts";

/** Range of accepted numbers. */
export interface NumberRange {
  /** Lowest accepted number. */
  readonly min?: number;
  /** Highest accepted number. */
  readonly max?: number;
  /** Exclusive lower bound. */
  readonly above?: number;
  /** Exclusive upper bound. */
  readonly below?: number;
  /** Whether only integers are accepted; default false. */
  readonly integer?: boolean;
}

/**
 * Checks a number.
 *
 * @param action start of the message, such as `Loading model cry-detect`
 * @throws {TypeError} when it is not a number
 * @throws {RangeError} when it is not finite, out of range, or not an integer where one is required
 */
export function checkNumber(
  action: string,
  name: string,
  value: unknown,
  range: NumberRange = {},
): void {
  const { min = -Infinity, max = Infinity, above = -Infinity, below = Infinity, integer } = range;
  const isNumber = typeof value === "number";
  if (isNumber && value >= min && value <= max && value > above && value < below) {
    if (integer ? Number.isInteger(value) : Number.isFinite(value)) return;
  }
  const bounds = [
    ...(min > -Infinity ? [`at least ${min}`] : []),
    ...(above > -Infinity ? [`above ${above}`] : []),
    ...(max < Infinity ? [`at most ${max}`] : []),
    ...(below < Infinity ? [`below ${below}`] : []),
  ].join(" and ");
  const kind = integer ? "an integer" : "a finite number";
  const message = `${action}: expected ${name} to be ${kind}${bounds && ` ${bounds}`}, ` +
    `received ${describe(value)}`;
  throw isNumber ? new RangeError(message) : new TypeError(message);
}

/**
 * Checks that a value is one of a few strings.
 *
 * @throws {TypeError} when it is not a string
 * @throws {RangeError} when it is another string
 */
export function checkChoice(
  action: string,
  name: string,
  value: unknown,
  choices: readonly string[],
): void {
  if (typeof value === "string" && choices.includes(value)) return;
  const message = `${action}: expected ${name} to be ${choices.join(" or ")}, ` +
    `received ${describe(value)}`;
  throw typeof value === "string" ? new RangeError(message) : new TypeError(message);
}

/**
 * Checks the type of a value, as `typeof` names it; null is no object.
 *
 * @throws {TypeError} when the type is another
 */
export function checkType(
  action: string,
  name: string,
  value: unknown,
  type: "boolean" | "function" | "object" | "string",
): void {
  if (typeof value === type && value !== null) return;
  const article = type === "object" ? "an" : "a";
  throw new TypeError(
    `${action}: expected ${name} to be ${article} ${type}, received ${describe(value)}`,
  );
}

/**
 * Checks the options of long work.
 *
 * @throws {TypeError} when `signal` is not an AbortSignal, or `onProgress` is not a function
 */
export function checkWork(
  action: string,
  { signal, onProgress }: Pick<ProgressOptions, "signal"> & { readonly onProgress?: unknown },
): void {
  if (onProgress !== undefined) checkType(action, "onProgress", onProgress, "function");
  if (signal === undefined || typeof signal?.throwIfAborted === "function") return;
  throw new TypeError(
    `${action}: expected signal to be an AbortSignal, received ${describe(signal)}`,
  );
}

/**
 * Checks that options are an object, and that it has no unknown keys.
 *
 * @param names keys of all options
 * @throws {TypeError} when it is another type, or has an unknown key
 */
export function checkOptions(
  action: string,
  options: unknown,
  names: Readonly<Record<string, true>>,
): void {
  checkObject(action, "the options", options);
  for (const name of Object.keys(options as object)) {
    if (Object.hasOwn(names, name)) continue;
    const nearest = nearestOf(name, Object.keys(names));
    throw new TypeError(
      `${action}: expected an option among ${nearest.join(", ")}, received ${name}`,
    );
  }
}

/**
 * Checks that a value is an object with keys, and not an array, a Date or another built-in class.
 *
 * @throws {TypeError} when it is another type
 */
export function checkObject(action: string, name: string, value: unknown): void {
  // Proxies, class instances and objects of other realms pass.
  if (Object.prototype.toString.call(value) === "[object Object]") return;
  throw new TypeError(`${action}: expected ${name} to be an object, received ${describe(value)}`);
}

/**
 * Checks that a value is an object with methods.
 *
 * @throws {TypeError} when it is not an object, or a method is missing
 */
export function checkMethods(
  action: string,
  name: string,
  value: unknown,
  methods: readonly string[],
): void {
  checkType(action, name, value, "object");
  for (const method of methods) {
    const found = (value as Readonly<Record<string, unknown>>)[method];
    checkType(action, `${name}.${method}`, found, "function");
  }
}

const NEAREST_MAX = 5;

/** Sorts names by their edit distance from a name, and returns the first ones. */
function nearestOf(name: string, names: readonly string[]): string[] {
  if (names.length <= NEAREST_MAX) return [...names];
  const distances = new Map(names.map((known) => [known, editDistance(name, known)]));
  return [...names].sort((a, b) => distances.get(a)! - distances.get(b)!).slice(0, NEAREST_MAX);
}

/** Computes the Levenshtein distance of two strings, ignoring case. */
function editDistance(a: string, b: string): number {
  const [from, to] = [a.toLowerCase(), b.toLowerCase()];
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const replaced = row[j]! + Number(from[i] !== to[j]);
      next.push(Math.min(replaced, row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}

/** Describes a value for error messages, such as `an array` or `the string "x"`. */
export function describe(value: unknown): string {
  if (typeof value === "string") {
    return `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  }
  if (typeof value === "function") return "a function";
  if (typeof value === "bigint") return `${value}n`;
  if (Array.isArray(value)) return "an array";
  if (typeof value !== "object" || value === null) return String(value);
  const name = value.constructor?.name || Object.prototype.toString.call(value).slice(8, -1);
  if (name === "Object") return "an object";
  // Uint8Array begins with the sound of "you", URL does too.
  return /^(?!Ui|UR)[AEIOU]/.test(name) ? `an ${name}` : `a ${name}`;
}
