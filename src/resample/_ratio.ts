/** The rates of a conversion. */
export interface ResampleRates {
  /** 1 to 768000 Hz, a multiple of 0.001 Hz. */
  readonly fromHz: number;
  /** 1 to 768000 Hz, a multiple of 0.001 Hz. */
  readonly toHz: number;
  /** Default `flat`. */
  readonly band?: ResampleBand;
}

/**
 * What is kept of the lower Nyquist frequency. `flat`: all up to 0.95 of it, nothing from 0.975 on.
 * `soxr`: all up to 0.913, nothing from 1 on, as soxr's HQ and VHQ, through which what librosa loads
 * came.
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

/** The exact ratio of two rates; throws when one is not a rate. */
export function ratioOf({ fromHz, toHz }: ResampleRates): Ratio {
  const up = millihertz("toHz", toHz), down = millihertz("fromHz", fromHz);
  return reduced(up, down);
}

/** The band that is asked for; throws when there is none of that name. */
export function bandOf({ band = "flat" }: ResampleRates): ResampleBand {
  if (band === "flat" || band === "soxr") return band;
  throw new RangeError(`Resampling: band is ${band}, wanted flat or soxr`);
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

function millihertz(name: string, hz: number): number {
  if (typeof hz !== "number") {
    throw new TypeError(`Read the rate ${name}: it is ${typeof hz}, a number was wanted`);
  }
  if (!(hz >= 1 && hz <= RATE_HZ_MAX)) {
    throw new RangeError(`Read the rate ${name}: it is ${hz}, 1 to ${RATE_HZ_MAX} Hz was wanted`);
  }
  const scaled = Math.round(hz * 1000);
  if (Math.abs(hz * 1000 - scaled) > 1e-6) {
    throw new RangeError(
      `Read the rate ${name}: it is ${hz}, a multiple of 0.001 Hz was wanted, such as ${
        scaled / 1000
      }`,
    );
  }
  return scaled;
}
