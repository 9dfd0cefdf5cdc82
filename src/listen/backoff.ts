/** Shortest and longest wait before another attempt. */
export interface BackoffOptions {
  /** Wait after the first failure, in milliseconds; default 1,000. */
  readonly firstMs?: number;
  /** Longest wait, in milliseconds; default 60,000. */
  readonly maxMs?: number;
}

/**
 * Computes the wait before another attempt: doubled after each failure, with a random part, so that
 * many clients do not return at the same time.
 *
 * @param failures number of failures in a row, from 1
 * @param random 0 to 1
 * @returns milliseconds, between half of the doubled wait and all of it
 */
export function backoffMs(
  failures: number,
  random: number,
  { firstMs = 1000, maxMs = 60_000 }: BackoffOptions = {},
): number {
  const whole = Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return whole * (0.5 + random / 2);
}
