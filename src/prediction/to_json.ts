/** Its keys are labels, which are spelled as their model does. */
const BY_LABEL = "allProbs";

/**
 * Plain data as it leaves the program: keys in snake_case, labels as they are.
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
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      key === BY_LABEL ? inner : toJson(inner),
    ]),
  );
}
