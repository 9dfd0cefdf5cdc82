/**
 * Formats of durations in seconds.
 *
 * @module
 */

/** Formats a duration: `6.0 s`, `2:05`, `1:02:03`. */
export function formatDuration(seconds: number): string {
  return isShort(seconds) ? `${seconds.toFixed(1)} s` : clock(seconds);
}

/** Formats a position on an axis: `0 s`, `6.5 s`, `2:05`. */
export function formatTick(seconds: number): string {
  return isShort(seconds) ? `${Number(seconds.toFixed(1))} s` : clock(seconds);
}

/** Formats an interval: `1.0-3.0 s`, `0:58-1:04`. */
export function formatInterval(startSeconds: number, endSeconds: number): string {
  return isShort(endSeconds)
    ? `${startSeconds.toFixed(1)}-${endSeconds.toFixed(1)} s`
    : `${clock(startSeconds)}-${clock(endSeconds)}`;
}

/** Tests for less than a minute, after rounding to tenths of a second. */
function isShort(seconds: number): boolean {
  return seconds < 59.95;
}

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number) => String(value % 60).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes}:${two(whole)}`
    : `${Math.floor(minutes / 60)}:${two(minutes)}:${two(whole)}`;
}
