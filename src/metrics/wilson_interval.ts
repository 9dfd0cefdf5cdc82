import { checkValues } from "./check_rows.ts";
import { checkNumber } from "../check_option.ts";

/** 97.5th percentile of the normal distribution. */
const Z = 1.959964;

/**
 * Computes Wilson's 95 % interval of a share of independent trials.
 *
 * @returns lower and upper bound; 0 and 1 without trials
 * @throws {RangeError} when `trials` is not a count or `successes` is not from 0 to `trials`
 * @see Wilson, Probable inference, JASA 22, 1927
 */
export function wilsonInterval(successes: number, trials: number): [low: number, high: number] {
  checkNumber("Computing Wilson's interval", "trials", trials, { min: 0, integer: true });
  checkValues("Computing Wilson's interval", [successes], [0, trials]);
  if (trials === 0) return [0, 1];
  const share = successes / trials;
  const center = share + Z * Z / (2 * trials);
  const spread = Z * Math.sqrt(share * (1 - share) / trials + (Z / (2 * trials)) ** 2);
  const scale = 1 + Z * Z / trials;
  return [Math.max(0, (center - spread) / scale), Math.min(1, (center + spread) / scale)];
}
