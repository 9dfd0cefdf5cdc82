import { checkChoice, checkNumber } from "../check_option.ts";

/**
 * Shifts a signal in time and keeps its length.
 *
 * @param samples mono, `[n]`
 * @param options `shiftSamples`: above 0 for later; `mode`: `zero` fills with silence, `roll` with
 *   the samples that leave at the other end
 * @returns `[n]`
 * @throws {TypeError} when an option has another type
 * @throws {RangeError} when the shift is not an integer or the mode is unknown
 */
export function timeShift(
  samples: Float32Array,
  options: { readonly shiftSamples: number; readonly mode: "zero" | "roll" },
): Float32Array<ArrayBuffer> {
  const { shiftSamples: shift, mode } = options;
  checkNumber("Shifting in time", "shiftSamples", shift, { integer: true });
  checkChoice("Shifting in time", "mode", mode, ["zero", "roll"]);
  const n = samples.length;
  return Float32Array.from({ length: n }, (_, i) => {
    const from = i - shift;
    return (mode === "zero" ? samples[from] : samples[((from % n) + n) % n]) ?? 0;
  });
}
