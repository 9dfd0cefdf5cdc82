import type { Clock } from "./clock.ts";

/** Difference from which a gap or a jump of the clock is reported, in milliseconds. */
const REPORT_MS = 1000;
/** Time for which samples may be late before they count as lost, in milliseconds. */
const LATE_MS = 10_000;

/** Irregularity of time. */
export interface TimeChange {
  /** `gap`: lost samples; `clock_jump`: changed time of day. */
  readonly type: "gap" | "clock_jump";
  /** Length of the gap, or change of the clock, in seconds. */
  readonly seconds: number;
}

/**
 * Time of a source. Seconds come from the count of samples, and dates from these seconds and the
 * time of the first sample, so neither drifts. Between connections, and in gaps, a clock counts.
 * Second 0 is that of the first sample, or of the start when the source is lost before it.
 */
export class SourceTime {
  readonly #clock: Clock;
  readonly #isLive: boolean;
  /** Time of day, and of the monotonic clock, at second 0 of the source. */
  #wallMs: number;
  #monotonicMs: number;
  #offset = 0;
  #received = 0;
  #isFirst = true;
  /** Whether second 0 may move, because no date was read. */
  #isFresh = true;
  #lag = Infinity;
  #lagEndsMs: number;

  /** Starts the time of a source. @param isLive whether samples arrive as they are recorded */
  constructor(clock: Clock, isLive: boolean) {
    this.#clock = clock;
    this.#isLive = isLive;
    this.#wallMs = clock.now();
    this.#monotonicMs = clock.monotonic();
    this.#lagEndsMs = this.#monotonicMs + LATE_MS;
  }

  /** Second of the source at which the connection's first sample was recorded. */
  get offsetSeconds(): number {
    return this.#offset;
  }

  /** Second of the source at which its last sample was recorded. */
  get endSeconds(): number {
    return this.#offset + this.#received;
  }

  /** Second of the source by the clock, or that of the last sample when it is not live. */
  get nowSeconds(): number {
    if (!this.#isLive) return this.endSeconds;
    return Math.max(this.endSeconds, (this.#clock.monotonic() - this.#monotonicMs) / 1000);
  }

  /** Starts a connection. */
  connect(): void {
    this.#offset = this.endSeconds;
    this.#received = 0;
    this.#isFirst = true;
  }

  /** Counts samples that arrive now. */
  add(seconds: number): void {
    this.#received += seconds;
    if (!this.#isLive) return;
    const elapsedOf = () => (this.#clock.monotonic() - this.#monotonicMs) / 1000;
    if (this.#isFirst) {
      const start = Math.max(this.#offset, elapsedOf() - seconds);
      if (this.#isFresh) {
        this.#wallMs += start * 1000;
        this.#monotonicMs += start * 1000;
      } else this.#offset = start;
      this.#isFirst = this.#isFresh = false;
      this.#restartLag();
    }
    const elapsed = elapsedOf();
    this.#lag = Math.min(this.#lag, elapsed - this.endSeconds);
  }

  /** Finds gaps and jumps since the last call, and corrects the time by them. */
  check(): TimeChange[] {
    if (!this.#isLive) return [];
    const changes: TimeChange[] = [];
    const jump = this.#clock.now() - this.#clock.monotonic() - (this.#wallMs - this.#monotonicMs);
    if (Math.abs(jump) >= REPORT_MS) {
      this.#wallMs += jump;
      changes.push({ type: "clock_jump", seconds: jump / 1000 });
    }
    if (this.#clock.monotonic() >= this.#lagEndsMs) {
      if (this.#lag >= REPORT_MS / 1000 && this.#lag < Infinity) {
        this.#offset += this.#lag;
        changes.push({ type: "gap", seconds: this.#lag });
      }
      this.#restartLag();
    }
    return changes;
  }

  /** Converts a second of the source to a date, ISO 8601 in UTC. */
  date(seconds: number): string {
    this.#isFresh = false;
    return new Date(this.#wallMs + seconds * 1000).toISOString();
  }

  #restartLag(): void {
    this.#lag = Infinity;
    this.#lagEndsMs = this.#clock.monotonic() + LATE_MS;
  }
}
