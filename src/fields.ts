/**
 * Checked reading of untrusted JSON. Each key is read once, with its type and range; errors name the
 * key's path, the expected and the received value.
 *
 * @module
 */
import { bytesOfBase64 } from "./dsp/base64.ts";
import { ModelError } from "./errors.ts";
import type { Matrix } from "./types.ts";

/** Bounds of a number: `min` or `above`, and `max` or `below`. */
export interface Range {
  /** Lower bound, inclusive. */
  readonly min?: number;
  /** Upper bound, inclusive. */
  readonly max?: number;
  /** Lower bound, exclusive. */
  readonly above?: number;
  /** Upper bound, exclusive; with `above`. */
  readonly below?: number;
}

/** Where an object stands, for errors. */
export interface Place {
  /** Model that the object belongs to. */
  readonly modelId: string;
  /** Work that fails, such as `Reading model cry-detect`. */
  readonly action: string;
  /** Keys from the root to the object, such as `members[0].head`; empty for the root. */
  readonly path?: string;
}

/** Any text but the empty one. */
const ANY = /./su;

/** The keys of one JSON object. A value of `undefined` counts as absent. */
export class Fields {
  readonly #place: Place;
  readonly #values: Map<string, unknown>;
  readonly #known = new Set<string>();

  /** @throws {ModelError} when `json` is no object */
  constructor(json: unknown, place: Place) {
    this.#place = place;
    if (!isObject(json)) throw errorAt(place, "an object", describe(json));
    this.#values = new Map(Object.entries(json).filter(([, value]) => value !== undefined));
  }

  /** Rejects a key. @param received text of the value; default nothing */
  fail(name: string, expected: string, received = "nothing"): never {
    throw errorAt(this.#inside(name), expected, received);
  }

  /** Whether the key is there. */
  has(name: string): boolean {
    this.#known.add(name);
    return this.#values.has(name);
  }

  /** Keys that were not read yet. */
  names(): string[] {
    return [...this.#values.keys()];
  }

  /** Any value, which stays unread. */
  peek(name: string): unknown {
    return this.#values.get(name);
  }

  /** Any value; the caller checks it. */
  value(name: string, expected: string): unknown {
    if (!this.has(name)) this.fail(name, expected);
    const value = this.#values.get(name);
    this.#values.delete(name);
    return value;
  }

  /** One of some words. */
  choice<T extends string>(name: string, words: readonly T[]): T {
    const expected = words.join(" or ");
    const value = this.value(name, expected);
    return words.find((word) => word === value) ?? this.fail(name, expected, describe(value));
  }

  /** True or false. */
  boolean(name: string): boolean {
    const value = this.value(name, "true or false");
    return typeof value === "boolean" ? value : this.fail(name, "true or false", describe(value));
  }

  /** A string that matches a pattern, by default any but the empty one. @param expected in words */
  text(name: string, pattern: RegExp = ANY, expected: string = "a string, not empty"): string {
    return this.#text(name, this.value(name, expected), pattern, expected);
  }

  /** Distinct strings, none empty. */
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

  /** Bytes as base64, `length` of them. */
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

  /** A finite number. */
  number(name: string, range: Range = {}): number {
    return this.#number(name, this.value(name, numberIn(range)), range);
  }

  /** A whole number. */
  integer(name: string, min: number, max: number = Number.MAX_SAFE_INTEGER): number {
    const expected = `a whole number${boundsOf({ min, max })}`;
    const value = this.value(name, expected);
    return Number.isInteger(value) && (value as number) >= min && (value as number) <= max
      ? value as number
      : this.fail(name, expected, describe(value));
  }

  /** A list, of `length` entries if given. */
  list(name: string, length?: number): readonly unknown[] {
    return this.#list(name, this.value(name, listOf(length)), length);
  }

  /** Finite numbers. */
  vector(name: string, length?: number, range: Range = {}): Float64Array {
    return this.#vector(name, this.value(name, listOf(length)), length, range);
  }

  /** Whole numbers. */
  integers(name: string, length: number | undefined, min: number, max: number): Int32Array {
    const values = this.vector(name, length, { min, max });
    const at = values.findIndex((value) => !Number.isInteger(value));
    if (at >= 0) this.fail(`${name}[${at}]`, "a whole number", String(values[at]));
    return Int32Array.from(values);
  }

  /** Rows of finite numbers; without `rows` or `columns` as many as there are, at least one. */
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

  /** The keys of an object. */
  object(name: string, expected: string = "an object"): Fields {
    const value = this.value(name, expected);
    return isObject(value) ? this.inside(name, value) : this.fail(name, expected, describe(value));
  }

  /** The keys of an object in place of the one at a key. */
  inside(name: string, json: unknown): Fields {
    return new Fields(json, this.#inside(name));
  }

  /** The keys of each object in a list, of `length` entries if given. */
  objects(name: string, length?: number): Fields[] {
    return this.#objects(name, this.value(name, listOf(length)), length);
  }

  /** The keys of each object in rows of `columns`. */
  objectRows(name: string, columns: number): Fields[][] {
    return this.list(name).map((row, i) => this.#objects(`${name}[${i}]`, row, columns));
  }

  /** Whether the value is null, which then counts as read. */
  takeNull(name: string): boolean {
    this.#known.add(name);
    return this.#values.get(name) === null && this.#values.delete(name);
  }

  /** Accepts keys of any value that nothing here needs. */
  ignore(...names: readonly string[]): void {
    for (const name of names) {
      this.#known.add(name);
      this.#values.delete(name);
    }
  }

  /** Rejects keys that were not read: what they mean would be lost. */
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
    // A copy has `undefined` where the list has holes, which methods would pass over.
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

/** Longer texts are cut. */
const TEXT_MAX = 60;

/** A value in a few words, for errors. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isObject(value)) return "an object";
  if (typeof value !== "string") return typeof value === "function" ? "a function" : String(value);
  return JSON.stringify(value.length > TEXT_MAX ? `${value.slice(0, TEXT_MAX)}…` : value);
}
