import { checkChoice, checkNumber } from "../check_option.ts";

/** The rates of a conversion. */
export interface ResampleRates {
  /** 1 to 768000 Hz. */
  readonly fromHz: number;
  /** 1 to 768000 Hz. */
  readonly toHz: number;
  /** Default `flat`. */
  readonly band?: ResampleBand;
}

/**
 * Pass band and stop band relative to the lower Nyquist frequency. `flat`: pass to 0.95, stop from
 * 0.975. `soxr`: pass to 0.913, stop from 1, as soxr HQ and VHQ, which librosa uses by default.
 *
 * @see https://github.com/chirlu/soxr
 */
export type ResampleBand = "flat" | "soxr";

/** `up` outputs for `down` inputs, in lowest terms. */
export interface Ratio {
  readonly up: number;
  readonly down: number;
}

const RATE_HZ_MAX = 768_000;
/** Largest term of a ratio: the core adds two of them in 31 bits. */
const TERM_MAX = 2 ** 30 - 1;
/** Relative difference that the rounding of two rates explains. */
const ROUNDING = 2 ** -50;

/**
 * The ratio of two rates: exact where both are multiples of 0.001 Hz, else the first fraction that
 * double precision cannot tell from it, such as 1001 / 3000 from 48000 / 1.001 to 16000 Hz. The terms
 * are limited, so two rates less than 1e-9 of their value off such a fraction may get it: 81 µs in 24 h.
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

/** The band that is asked for; throws when there is none of that name. */
export function bandOf({ band = "flat" }: ResampleRates): ResampleBand {
  checkChoice("Resampling", "band", band, ["flat", "soxr"]);
  return band;
}

/** `up / down` in lowest terms. */
export function reduced(up: number, down: number): Ratio {
  let a = up, b = down;
  while (b > 0) [a, b] = [b, a % b];
  return { up: up / a, down: down / a };
}

/** `ceil((n * up - less) / down)`, exact beyond 2 ** 53. */
export function scaledCeil(n: number, { up, down }: Ratio, less = 0): number {
  const most = n * up + down;
  if (most < Number.MAX_SAFE_INTEGER) return Math.ceil((n * up - less) / down);
  return Number((BigInt(n) * BigInt(up) - BigInt(less) + BigInt(down - 1)) / BigInt(down));
}

/** Convergents of the continued fraction of `up / down`, up to one that is near enough. */
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

/** Undefined when the rate is not a multiple of 0.001 Hz. */
function millihertz(hz: number): number | undefined {
  const scaled = Math.round(hz * 1000);
  return Math.abs(hz * 1000 - scaled) <= scaled * ROUNDING ? scaled : undefined;
}
