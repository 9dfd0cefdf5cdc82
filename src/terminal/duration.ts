/**
 * Time as people read it.
 *
 * @module
 */

/** A length: `6.0 s`, `2:05`, `1:02:03`. */
export function formatDuration(seconds: number): string {
  return isShort(seconds) ? `${seconds.toFixed(1)} s` : clock(seconds);
}

/** A place on an axis: `0 s`, `6.5 s`, `2:05`. */
export function formatTick(seconds: number): string {
  return isShort(seconds) ? `${Number(seconds.toFixed(1))} s` : clock(seconds);
}

/** A stretch: `1.0-3.0 s`, `0:58-1:04`. */
export function formatStretch(startSeconds: number, endSeconds: number): string {
  return isShort(endSeconds)
    ? `${startSeconds.toFixed(1)}-${endSeconds.toFixed(1)} s`
    : `${clock(startSeconds)}-${clock(endSeconds)}`;
}

/** Whether it is less than a minute once it is rounded to tenths. */
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
