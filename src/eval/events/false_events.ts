import type { TimeSpan } from "../../types.ts";
import type { EventRecording, SoundEvent } from "./event_recording.ts";

/** Duration outside of the episodes that counts as one false event. */
const FALSE_SECONDS = 15;
/** Rounding error of durations. */
const ERROR_SECONDS = 1e-6;

/** False events of one detected event. */
export interface FalseEvents {
  /** Number of started 15 s outside of the episodes, 1 or more. */
  readonly count: number;
  /**
   * Label of the sound that overlaps the event most, or that ended within the collar before it;
   * undefined if there is none.
   */
  readonly label: string | undefined;
}

/**
 * Counts the false events of a recording: every started 15 s of a detected event outside of the
 * episodes and their collars.
 *
 * @param episodes sounds that should be detected
 */
export function falseEvents(
  { sounds, detected }: EventRecording,
  episodes: readonly SoundEvent[],
  collarSeconds: number,
): FalseEvents[] {
  const widened = episodes.map(({ startSeconds, endSeconds }) => ({
    startSeconds: startSeconds - collarSeconds,
    endSeconds: endSeconds + collarSeconds,
  }));
  const others = sounds.filter((sound) => !episodes.includes(sound));
  return detected.flatMap((event) => {
    const outside = widened.reduce(subtract, [event]);
    const seconds = outside.reduce((sum, span) => sum + span.endSeconds - span.startSeconds, 0);
    // An event without length lies outside as a whole or not at all.
    if (outside.length === 0 || (seconds <= ERROR_SECONDS && outside[0] !== event)) return [];
    const count = Math.max(1, Math.ceil((seconds - ERROR_SECONDS) / FALSE_SECONDS));
    return {
      count,
      label: mostOverlapping(outside, others) ??
        mostOverlapping(earlier(outside, collarSeconds), others),
    };
  });
}

/** Finds the label that overlaps spans most. */
function mostOverlapping(
  spans: readonly TimeSpan[],
  sounds: readonly SoundEvent[],
): string | undefined {
  const seconds = new Map<string, number>();
  for (const { startSeconds, endSeconds } of spans) {
    for (const sound of sounds) {
      const shared = Math.min(endSeconds, sound.endSeconds) -
        Math.max(startSeconds, sound.startSeconds);
      if (shared > 0) seconds.set(sound.label, (seconds.get(sound.label) ?? 0) + shared);
    }
  }
  return [...seconds].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** Moves starts ahead: a detector may report a sound that has ended. */
function earlier(spans: readonly TimeSpan[], seconds: number): TimeSpan[] {
  return spans.map((span) => ({ ...span, startSeconds: span.startSeconds - seconds }));
}

/** Removes a span from others. */
function subtract(spans: readonly TimeSpan[], { startSeconds, endSeconds }: TimeSpan): TimeSpan[] {
  return spans.flatMap((span) => {
    if (span.endSeconds < startSeconds || span.startSeconds > endSeconds) return [span];
    return [
      { startSeconds: span.startSeconds, endSeconds: startSeconds },
      { startSeconds: endSeconds, endSeconds: span.endSeconds },
    ].filter((part) => part.endSeconds > part.startSeconds);
  });
}
