import { checkChoice, checkNumber, checkType } from "../check_option.ts";

/** Sample rates and band of a conversion. */
export interface ResampleRates {
  /** Sample rate of the input, 1 to 768,000 Hz. */
  readonly fromHz: number;
  /** Sample rate of the output, 1 to 768,000 Hz. */
  readonly toHz: number;
  /** Pass band and stop band. Default `flat`. */
  readonly band?: ResampleBand;
  /**
   * Whether blocks are short, for a delay of 1.2 times that of the filter; default false. The output
   * then differs by rounding only, and takes more time.
   */
  readonly lowDelay?: boolean;
}

/**
 * Pass band and stop band relative to the lower Nyquist frequency. `flat`: pass to 0.95, stop from
 * 0.975. `soxr`: pass to 0.913, stop from 1, as in soxr HQ, the default of librosa, and VHQ.
 *
 * @see https://github.com/chirlu/soxr
 */
export type ResampleBand = "flat" | "soxr";

/** Ratio of a conversion in lowest terms: `up` outputs for `down` inputs. */
export interface Ratio {
  readonly up: number;
  readonly down: number;
}

const RATE_HZ_MAX = 768_000;
/** Largest term of a ratio; the core adds two terms in 31 bits. */
const TERM_MAX = 2 ** 30 - 1;
/** Maximum relative difference due to rounding of the rates. */
const ROUNDING = 2 ** -50;

/**
 * Computes the ratio of two rates. It is exact if both are multiples of 0.001 Hz, else the simplest
 * fraction within double precision, such as 1001 / 3000 from 48000 / 1.001 to 16000 Hz. The terms
 * are limited, which may change a ratio by a relative 1e-9: 81 µs in 24 h.
 *
 * @throws {TypeError} when a rate is not a number
 * @throws {RangeError} when a rate is out of range
 */
export function ratioOf({ fromHz, toHz }: ResampleRates): Ratio {
  checkNumber("Resampling", "toHz", toHz, { min: 1, max: RATE_HZ_MAX });
  checkNumber("Resampling", "fromHz", fromHz, { min: 1, max: RATE_HZ_MAX });
  const up = millihertz(toHz), down = millihertz(fromHz);
  return up && down ? reduced(up, down) : ratioNear(toHz, fromHz);
}

/** Band of a conversion. @throws {RangeError} when its name is unknown */
export function bandOf({ band = "flat" }: ResampleRates): ResampleBand {
  checkChoice("Resampling", "band", band, ["flat", "soxr"]);
  return band;
}

/** Whether the delay of a conversion is low. @throws {TypeError} when it is not a boolean */
export function lowDelayOf({ lowDelay = false }: ResampleRates): boolean {
  checkType("Resampling", "lowDelay", lowDelay, "boolean");
  return lowDelay;
}

/** Reduces a ratio to lowest terms. */
export function reduced(up: number, down: number): Ratio {
  let a = up, b = down;
  while (b > 0) [a, b] = [b, a % b];
  return { up: up / a, down: down / a };
}

/** Computes `ceil((n * up - less) / down)`, exact above 2 ** 53. */
export function scaledCeil(n: number, { up, down }: Ratio, less = 0): number {
  const bound = n * up + down;
  if (bound < Number.MAX_SAFE_INTEGER) return Math.ceil((n * up - less) / down);
  return Number((BigInt(n) * BigInt(up) - BigInt(less) + BigInt(down - 1)) / BigInt(down));
}

/** Approximates `up / down` by a convergent of its continued fraction. */
function ratioNear(up: number, down: number): Ratio {
  const error = (p: number, q: number) => Math.abs(p * down / (q * up) - 1);
  // Exact: a double of 1 or more is a multiple of 2 ** -52.
  let a = BigInt(up * 2 ** 52), b = BigInt(down * 2 ** 52);
  let [p0, q0, p, q] = [0, 1, 1, 0];
  while (q === 0 || error(p, q) > ROUNDING) {
    const whole = Number(a / b);
    const room = Math.floor(Math.min((TERM_MAX - p0) / p, (TERM_MAX - q0) / q));
    const n = Math.min(whole, room);
    [p0, q0, p, q] = [p, q, p0 + n * p, q0 + n * q];
    if (n < whole) break;
    [a, b] = [b, a % b];
  }
  return q0 === 0 || error(p, q) <= error(p0, q0) ? { up: p, down: q } : { up: p0, down: q0 };
}

/** Converts Hz to an integer number of mHz; undefined when it is none. */
function millihertz(hz: number): number | undefined {
  const scaled = Math.round(hz * 1000);
  return Math.abs(hz * 1000 - scaled) <= scaled * ROUNDING ? scaled : undefined;
}
