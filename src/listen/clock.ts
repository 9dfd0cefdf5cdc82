/** Clocks and timers; a test injects its own. */
export interface Clock {
  /** Reads the time of day, in milliseconds since 1970; may jump. */
  now(): number;
  /** Reads a clock that never jumps, in milliseconds. */
  monotonic(): number;
  /** Waits; resolves early when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** Clocks of the host. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal.addEventListener("abort", end, { once: true });
    }),
};
