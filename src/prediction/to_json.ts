/**
 * Plain data as it leaves the program: keys in snake_case.
 *
 * @param value plain objects, arrays, strings, finite numbers, booleans, null
 *
 * @example
 * ```ts
 * import { toJson } from "@babycry/babycry";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(toJson({ startSeconds: 1 }), { start_seconds: 1 });
 * ```
 */
export function toJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      toJson(inner),
    ]),
  );
}
