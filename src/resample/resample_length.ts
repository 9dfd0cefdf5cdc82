import { checkNumber } from "../check_option.ts";
import { ratioOf, type ResampleRates, scaledCeil } from "./_ratio.ts";

/**
 * Computes the number of samples that {@link resample} returns: `ceil(n * toHz / fromHz)`, in exact
 * integer arithmetic.
 *
 * @example
 * ```ts
 * import { resampleLength } from "@babycry/babycry/resample";
 * import assert from "node:assert/strict";
 *
 * assert.equal(resampleLength(44_101, { fromHz: 44_100, toHz: 16_000 }), 16_001);
 * ```
 *
 * @param n number of input samples, an integer of at least 0
 * @throws {RangeError} when `n` or a rate is out of range
 * @see librosa.resample 0.11, whose output has this length
 */
export function resampleLength(n: number, rates: ResampleRates): number {
  checkNumber("Resampling", "n", n, { min: 0, max: Number.MAX_SAFE_INTEGER, integer: true });
  return scaledCeil(n, ratioOf(rates));
}
