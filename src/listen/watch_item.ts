/**
 * Items that `watch` yields: events, updates and notices.
 *
 * @module
 */
import type { ReasonPrediction, ValencePrediction } from "../prediction/prediction.ts";
import { type Json, toJson } from "../prediction/to_json.ts";
import type { TimeSpan, Waveform } from "../types.ts";

/** Kind of an event. */
export type WatchEventType =
  /** Start of crying. */
  | "cry_started"
  /** Crying that goes on, each time `continuesSeconds` have passed. */
  | "cry_continues"
  /** End of crying. */
  | "cry_ended"
  /** Level at or above `loudDbfs`, of any sound. */
  | "loud"
  /** Digital silence, as of a muted microphone. */
  | "source_silent"
  /** Source that ended, failed or stalled. */
  | "source_lost"
  /** Source that has sound again after it was silent or lost. */
  | "source_restored";

/** Kinds of events. */
export const EVENT_TYPES: readonly WatchEventType[] = [
  "cry_started",
  "cry_continues",
  "cry_ended",
  "loud",
  "source_silent",
  "source_lost",
  "source_restored",
];

/** Event of a source. */
export interface WatchEvent extends TimeSpan {
  /** Kind of the event. */
  readonly type: WatchEventType;
  /** Identifier of this event, unique among all events. */
  readonly id: string;
  /** Identifier that the events of one cry share; absent for other events. */
  readonly episodeId?: string;
  /** Name of the source. */
  readonly source: string;
  /** Start, ISO 8601 in UTC. */
  readonly startTime: string;
  /** End, or the time of the event while it lasts, ISO 8601 in UTC. */
  readonly endTime: string;
  /** Difference of end and start, in seconds. */
  readonly durationSeconds: number;
  /** Highest probability of its windows, 0 to 1. */
  readonly peakProbability: number;
  /** Mean probability of its windows, 0 to 1. */
  readonly meanProbability: number;
  /** Peak of the samples, in dB re full scale; at least -120. */
  readonly peakDbfs: number;
  /** RMS level, in dB re full scale; at least -120. */
  readonly meanDbfs: number;
  /** Detector. */
  readonly model: { readonly id: string; readonly version: string };
  /** Cause of `source_lost`. */
  readonly detail?: string;
  /** Valence of the event's audio; in `cry_ended`, when the classifier has a model of it. */
  readonly valence?: ValencePrediction;
  /** Reason of the event's audio; in `cry_ended`, when the classifier has a model of it. */
  readonly reason?: ReasonPrediction;
  /** Last part of the event's audio; in `cry_ended`, and not in its JSON. */
  readonly audio?: Waveform;
}

/** Update at the end of each window. */
export interface WatchUpdate extends TimeSpan {
  /** Kind of the item. */
  readonly type: "update";
  /** Name of the source. */
  readonly source: string;
  /** End of the window, ISO 8601 in UTC. */
  readonly time: string;
  /** Probability of the window, 0 to 1. */
  readonly probability: number;
  /** Whether an infant is crying, as of the last event. */
  readonly crying: boolean;
  /** RMS level since the update before, in dB re full scale; at least -120. */
  readonly levelDbfs: number;
  /** Peak of the samples since the update before, in dB re full scale; at least -120. */
  readonly peakDbfs: number;
}

/** Irregularity of a source that is not an event. */
export interface WatchNotice {
  /** `gap`: lost samples; `clock_jump`: changed time of day; `fault`: failed model. */
  readonly type: "gap" | "clock_jump" | "fault";
  /** Name of the source. */
  readonly source: string;
  /** Time, ISO 8601 in UTC. */
  readonly time: string;
  /** Length of the gap, or change of the clock, in seconds; absent for a fault. */
  readonly seconds?: number;
  /** Description. */
  readonly message: string;
}

/** Item that `watch` yields. */
export type WatchItem = WatchEvent | WatchUpdate | WatchNotice;

/** Tells whether an item is an event. */
export function isEvent(item: WatchItem): item is WatchEvent {
  return (EVENT_TYPES as readonly string[]).includes(item.type);
}

/** Converts an item to JSON data with keys in snake_case, without the audio. */
export function watchJson<T extends WatchItem>(item: T): Json<Omit<T, "audio">> {
  const { audio: _, ...rest } = item as WatchEvent;
  return toJson(rest) as unknown as Json<Omit<T, "audio">>;
}
