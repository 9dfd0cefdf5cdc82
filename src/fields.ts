/**
 * Validation of untrusted JSON. Each key is read once, with its type and range; errors name the
 * path of the key, the expected and the received value.
 *
 * @module
 */
import { bytesOfBase64 } from "./dsp/base64.ts";
import { ModelError } from "./errors.ts";
import type { Matrix } from "./types.ts";

/** Bounds of a number: `min` or `above`, and `max` or `below`. Default unbounded. */
export interface Range {
  /** Lower bound, inclusive. */
  readonly min?: number;
  /** Upper bound, inclusive. */
  readonly max?: number;
  /** Lower bound, exclusive. */
  readonly above?: number;
  /** Upper bound, exclusive; requires `above`. */
  readonly below?: number;
}

/** Position of an object in a JSON document, for errors. */
export interface Place {
  /** Name of the model that the object belongs to. */
  readonly modelId: string;
  /** Operation that fails, such as `Reading model cry-detect`. */
  readonly action: string;
  /** Keys from the root to the object, such as `members[0].head`; empty for the root. */
  readonly path?: string;
}

/** Pattern of strings that are not empty. */
const ANY = /./su;

/** Reader of the keys of a JSON object. A value of `undefined` counts as absent. */
export class Fields {
  readonly #place: Place;
  readonly #values: Map<string, unknown>;
  readonly #known = new Set<string>();

  /** Creates a reader. @throws {ModelError} when `json` is not an object */
  constructor(json: unknown, place: Place) {
    this.#place = place;
    if (!isObject(json)) throw errorAt(place, "an object", describe(json));
    this.#values = new Map(Object.entries(json).filter(([, value]) => value !== undefined));
  }

  /** Throws the error of an invalid key. @param received description of the value */
  fail(name: string, expected: string, received = "nothing"): never {
    throw errorAt(this.#inside(name), expected, received);
  }

  /** Whether the object has the key. */
  has(name: string): boolean {
    this.#known.add(name);
    return this.#values.has(name);
  }

  /** Names of the unread keys. */
  names(): string[] {
    return [...this.#values.keys()];
  }

  /** Returns a value of any type; the key remains unread. */
  peek(name: string): unknown {
    return this.#values.get(name);
  }

  /** Reads a value of any type, which the caller checks. @param expected description, for errors */
  value(name: string, expected: string): unknown {
    if (!this.has(name)) this.fail(name, expected);
    const value = this.#values.get(name);
    this.#values.delete(name);
    return value;
  }

  /** Reads one of several strings. */
  choice<T extends string>(name: string, words: readonly T[]): T {
    const expected = words.join(" or ");
    const value = this.value(name, expected);
    return words.find((word) => word === value) ?? this.fail(name, expected, describe(value));
  }

  /** Reads a boolean. */
  boolean(name: string): boolean {
    const value = this.value(name, "true or false");
    return typeof value === "boolean" ? value : this.fail(name, "true or false", describe(value));
  }

  /**
   * Reads a string that matches a pattern, by default a nonempty one.
   *
   * @param expected description
   */
  text(name: string, pattern: RegExp = ANY, expected: string = "a string, not empty"): string {
    return this.#text(name, this.value(name, expected), pattern, expected);
  }

  /** Reads a list of distinct nonempty strings. */
  texts(name: string, minLength: number): string[] {
    const list = this.list(name);
    if (list.length < minLength) {
      this.fail(name, `a list of ${minLength} or more`, describe(list));
    }
    return list.map((value, i) => {
      const text = this.#text(`${name}[${i}]`, value, ANY, "a string, not empty");
      return list.indexOf(value) === i
        ? text
        : this.fail(`${name}[${i}]`, "each string once", `${describe(text)} again`);
    });
  }

  /** Reads `length` bytes of base64. */
  base64(name: string, length: number): Uint8Array<ArrayBuffer> {
    const expected = `${length} bytes as base64`;
    const value = this.value(name, expected);
    if (typeof value !== "string") this.fail(name, expected, describe(value));
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = bytesOfBase64(value);
    } catch {
      this.fail(name, expected, describe(value));
    }
    return bytes.length === length ? bytes : this.fail(name, expected, `${bytes.length} bytes`);
  }

  /** Reads a finite number. */
  number(name: string, range: Range = {}): number {
    return this.#number(name, this.value(name, numberIn(range)), range);
  }

  /** Reads an integer, bounds inclusive. */
  integer(name: string, min: number, max: number = Number.MAX_SAFE_INTEGER): number {
    const expected = `a whole number${boundsOf({ min, max })}`;
    const value = this.value(name, expected);
    return Number.isInteger(value) && (value as number) >= min && (value as number) <= max
      ? value as number
      : this.fail(name, expected, describe(value));
  }

  /** Reads a list, of `length` entries if given. */
  list(name: string, length?: number): readonly unknown[] {
    return this.#list(name, this.value(name, listOf(length)), length);
  }

  /** Reads a list of finite numbers, of `length` entries if given. */
  vector(name: string, length?: number, range: Range = {}): Float64Array {
    return this.#vector(name, this.value(name, listOf(length)), length, range);
  }

  /** Reads a list of integers, of `length` entries if given; bounds are inclusive. */
  integers(name: string, length: number | undefined, min: number, max: number): Int32Array {
    const values = this.vector(name, length, { min, max });
    const at = values.findIndex((value) => !Number.isInteger(value));
    if (at >= 0) this.fail(`${name}[${at}]`, "a whole number", String(values[at]));
    return Int32Array.from(values);
  }

  /** Reads a matrix of finite numbers, with at least one row. */
  matrix(name: string, rows?: number, columns?: number): Matrix {
    const list = this.list(name, rows);
    if (list.length === 0) this.fail(name, "one row or more", describe(list));
    const vectors = list.map((row, i) => this.#vector(`${name}[${i}]`, row, columns, {}));
    const width = vectors[0]!.length;
    const data = new Float64Array(list.length * width);
    for (const [i, vector] of vectors.entries()) {
      if (vector.length !== width) {
        this.fail(`${name}[${i}]`, `${width} values as in row 0`, String(vector.length));
      }
      data.set(vector, i * width);
    }
    return { data, rows: list.length, columns: width };
  }

  /** Reads a nested object. */
  object(name: string, expected: string = "an object"): Fields {
    const value = this.value(name, expected);
    return isObject(value) ? this.inside(name, value) : this.fail(name, expected, describe(value));
  }

  /** Creates a reader of another object in place of the value of a key. */
  inside(name: string, json: unknown): Fields {
    return new Fields(json, this.#inside(name));
  }

  /** Reads a list of objects, of `length` entries if given. */
  objects(name: string, length?: number): Fields[] {
    return this.#objects(name, this.value(name, listOf(length)), length);
  }

  /** Reads a matrix of objects with `columns` entries per row. */
  objectRows(name: string, columns: number): Fields[][] {
    return this.list(name).map((row, i) => this.#objects(`${name}[${i}]`, row, columns));
  }

  /** Whether the value is null; a null counts as read. */
  takeNull(name: string): boolean {
    this.#known.add(name);
    return this.#values.get(name) === null && this.#values.delete(name);
  }

  /** Accepts and ignores keys. */
  ignore(...names: readonly string[]): void {
    for (const name of names) {
      this.#known.add(name);
      this.#values.delete(name);
    }
  }

  /** Throws if a key was not read. */
  end(): void {
    for (const [name, value] of this.#values) {
      this.fail(name, `no key but ${[...this.#known].join(", ")}`, describe(value));
    }
  }

  #inside(name: string): Place {
    const { path = "" } = this.#place;
    return { ...this.#place, path: path === "" ? name : `${path}.${name}` };
  }

  #text(name: string, value: unknown, pattern: RegExp, expected: string): string {
    return typeof value === "string" && pattern.test(value)
      ? value
      : this.fail(name, expected, describe(value));
  }

  #number(name: string, value: unknown, range: Range): number {
    const { min = -Infinity, max = Infinity, above = -Infinity, below = Infinity } = range;
    const fits = typeof value === "number" && Number.isFinite(value) && value >= min &&
      value <= max && value > above && value < below;
    return fits ? value : this.fail(name, numberIn(range), describe(value));
  }

  #list(name: string, value: unknown, length: number | undefined): readonly unknown[] {
    // Array methods skip holes; in a copy they are `undefined`.
    return Array.isArray(value) && (length === undefined || value.length === length)
      ? [...value]
      : this.fail(name, listOf(length), describe(value));
  }

  #objects(name: string, value: unknown, length: number | undefined): Fields[] {
    return this.#list(name, value, length).map((json, i) =>
      new Fields(json, this.#inside(`${name}[${i}]`))
    );
  }

  #vector(name: string, value: unknown, length: number | undefined, range: Range): Float64Array {
    const list = this.#list(name, value, length);
    return Float64Array.from(list, (entry, i) => this.#number(`${name}[${i}]`, entry, range));
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function errorAt({ action, modelId, path }: Place, expected: string, received: string): ModelError {
  const where = path ? `${action}, ${path}` : action;
  return new ModelError(`${where}: expected ${expected}, received ${received}`, { modelId });
}

function listOf(length: number | undefined): string {
  return length === undefined ? "a list" : `a list of ${length}`;
}

function numberIn(range: Range): string {
  return `a finite number${boundsOf(range)}`;
}

function boundsOf({ min, max, above, below }: Range): string {
  if (below !== undefined) return ` between ${above} and ${below}`;
  const top = max === Number.MAX_SAFE_INTEGER ? undefined : max;
  if (above !== undefined) return ` above ${above}${top === undefined ? "" : ` and up to ${top}`}`;
  if (min === undefined) return top === undefined ? "" : ` up to ${top}`;
  return top === undefined ? ` of ${min} or more` : ` from ${min} to ${top}`;
}

/** Length from which strings are truncated in errors. */
const TEXT_MAX = 60;

/** Describes a value in a few words, for errors. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isObject(value)) return "an object";
  if (typeof value !== "string") return typeof value === "function" ? "a function" : String(value);
  return JSON.stringify(value.length > TEXT_MAX ? `${value.slice(0, TEXT_MAX)}…` : value);
}
