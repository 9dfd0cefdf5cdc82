/** Key of an object whose own keys are labels, which keep their spelling. */
const BY_LABEL = "allProbs";

/** Key in snake_case: `startSeconds` becomes `start_seconds`. */
export type SnakeCase<Key> = Key extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : Key;

/** Type of plain data with keys in snake_case; labels keep their spelling. */
export type Json<T> = T extends readonly (infer Item)[] ? Json<Item>[]
  : T extends ArrayBufferView ? number[]
  : T extends object ? {
      [Key in keyof T as SnakeCase<Key>]: Key extends "allProbs" ? T[Key] : Json<T[Key]>;
    }
  : T;

/**
 * Converts plain data to JSON data: keys in snake_case, labels unchanged, typed arrays as arrays.
 *
 * @param value plain objects, arrays, typed arrays, strings, finite numbers, booleans, null
 *
 * @example
 * ```ts
 * import { toJson } from "@babycry/babycry";
 * import assert from "node:assert/strict";
 *
 * const { start_seconds } = toJson({ startSeconds: 1 });
 * assert.equal(start_seconds, 1);
 * ```
 */
export function toJson<T>(value: T): Json<T> {
  return convert(value) as Json<T>;
}

function convert(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (Array.isArray(value)) return value.map(convert);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      key === BY_LABEL ? inner : convert(inner),
    ]),
  );
}
