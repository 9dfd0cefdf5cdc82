import { checkNumber, checkObject, checkType } from "../../check_option.ts";
import { checkSpans } from "../../metrics/event_metrics.ts";
import type { TimeSpan } from "../../types.ts";

/** Labeled sound in a recording. */
export interface SoundEvent extends TimeSpan {
  /** Label, such as `cry` or `dog`. */
  readonly label: string;
  /** Level of the sound above its background, in dB. Default: unknown. */
  readonly snrDb?: number;
}

/** Recording with its labeled sounds and the events that a detector found in it. */
export interface EventRecording {
  /** Name of the recording in messages. */
  readonly path: string;
  /** Duration of the recording, in seconds, 0 or more. */
  readonly durationSeconds: number;
  /** Labeled sounds; those with one label do not overlap. */
  readonly sounds: readonly SoundEvent[];
  /** Detected events; an event may have no length. */
  readonly detected: readonly TimeSpan[];
}

/** Checks recordings. @throws {TypeError | RangeError} for another type, or a value out of range */
export function checkRecordings(action: string, recordings: readonly EventRecording[]): void {
  for (const recording of recordings) {
    checkObject(action, "a recording", recording);
    const { path, durationSeconds, sounds, detected } = recording;
    const place = `${action}, ${path}`;
    checkNumber(place, "durationSeconds", durationSeconds, { min: 0 });
    checkSpans(place, detected, 0);
    checkSpans(place, sounds, 0);
    for (const { label, snrDb } of sounds) {
      checkType(place, "label", label, "string");
      if (snrDb !== undefined) checkNumber(place, "snrDb", snrDb);
    }
    const overlap = findOverlap(sounds);
    if (overlap) {
      const [{ label, endSeconds }, { startSeconds }] = overlap;
      throw new RangeError(
        `${place}: expected the next ${label} at ${endSeconds} s or later, received one at ` +
          `${startSeconds} s; join sounds that overlap`,
      );
    }
  }
}

/** Finds two sounds of one label that overlap, in the order of their starts. */
export function findOverlap<T extends SoundEvent>(
  sounds: readonly T[],
): readonly [T, T] | undefined {
  const lastOf = new Map<string, T>();
  for (const sound of sounds.toSorted((a, b) => a.startSeconds - b.startSeconds)) {
    const last = lastOf.get(sound.label);
    if (last && sound.startSeconds < last.endSeconds) return [last, sound];
    lastOf.set(sound.label, sound);
  }
  return undefined;
}
