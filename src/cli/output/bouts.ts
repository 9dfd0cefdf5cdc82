/** Span of a recording. */
export interface Span {
  /** Start in the recording, in seconds. */
  readonly startSeconds: number;
  /** End in the recording, in seconds. */
  readonly endSeconds: number;
}

/** Crying in an hour of a recording. */
export interface CryingHour {
  /** Crying time in seconds, without the pauses within bouts. */
  readonly crySeconds: number;
  /** Number of bouts that start in the hour. */
  readonly bouts: number;
  /** Longest of these bouts, in seconds; 0 for none. */
  readonly longestSeconds: number;
}

/** Joins segments with pauses of at most `joinSeconds` to bouts. */
export function joinBouts(segments: readonly Span[], joinSeconds: number): Span[] {
  const bouts: Span[] = [];
  for (const { startSeconds, endSeconds } of segments) {
    const last = bouts.at(-1);
    if (last && startSeconds - last.endSeconds <= joinSeconds) {
      const end = Math.max(last.endSeconds, endSeconds);
      bouts[bouts.length - 1] = { startSeconds: last.startSeconds, endSeconds: end };
    } else bouts.push({ startSeconds, endSeconds });
  }
  return bouts;
}

/** Summarizes the crying in each hour of a recording. */
export function hourlySummary(
  segments: readonly Span[],
  bouts: readonly Span[],
  durationSeconds: number,
): CryingHour[] {
  return Array.from({ length: Math.ceil(durationSeconds / 3600) }, (_, hour) => {
    const [start, end] = [hour * 3600, (hour + 1) * 3600];
    const starting = bouts.filter(({ startSeconds: at }) => at >= start && at < end).map(lengthOf);
    const parts = segments.map(({ startSeconds, endSeconds }) =>
      Math.max(0, Math.min(endSeconds, end) - Math.max(startSeconds, start))
    );
    return {
      crySeconds: parts.reduce((sum, part) => sum + part, 0),
      bouts: starting.length,
      longestSeconds: Math.max(0, ...starting),
    };
  });
}

/** Length of a span, in seconds. */
export function lengthOf({ startSeconds, endSeconds }: Span): number {
  return endSeconds - startSeconds;
}
