import type { CryManifest } from "../../models/manifest.ts";
import type { CryPrediction, TimedProbability } from "../prediction.ts";

/** Rule by which events start and end, on the probabilities of windows. */
export interface EventRule {
  /** Number of last windows that are compared with the thresholds. */
  readonly windows: number;
  /** Number of these windows that must agree, more than half. */
  readonly agreeing: number;
  /** Probability that the agreeing windows must reach for a start. */
  readonly startThreshold: number;
  /** Probability that one of the windows must reach for a start, at least `startThreshold`. */
  readonly peakThreshold: number;
  /** Probability below which the agreeing windows must be for an end, at most `startThreshold`. */
  readonly endThreshold: number;
}

/** Change of the state: an event starts or ends. */
export type EventChange = "started" | "ended";

/** State machine of events. */
export interface EventState {
  /** Whether an event is under way. */
  readonly active: boolean;
  /** Takes the probability of the next window. @returns the change that it causes, if any */
  next(probability: number): EventChange | undefined;
}

/**
 * Creates a state machine that finds the events in a sequence of windows. An event starts when
 * `agreeing` of the last `windows` reach `startThreshold` and one of the last `windows` reaches
 * `peakThreshold`. It ends when `agreeing` of the last `windows` are below `endThreshold`.
 */
export function createEventState(
  { windows, agreeing, startThreshold, peakThreshold, endThreshold }: EventRule,
): EventState {
  const recent: number[] = [];
  let active = false;
  const agree = (test: (probability: number) => boolean) => recent.filter(test).length >= agreeing;
  return {
    get active() {
      return active;
    },
    next(probability) {
      recent.push(probability);
      if (recent.length > windows) recent.shift();
      const changes = active
        ? agree((p) => p < endThreshold)
        : agree((p) => p >= startThreshold) && recent.some((p) => p >= peakThreshold);
      if (!changes) return undefined;
      active = !active;
      return active ? "started" : "ended";
    },
  };
}

/** Finds the events in the windows of a whole recording; the last may end with the recording. */
export function findEvents(
  timeline: readonly TimedProbability[],
  rule: EventRule,
): CryPrediction["events"] {
  const state = createEventState(rule);
  const events: { startSeconds: number; endSeconds: number }[] = [];
  const last = timeline.at(-1)!.endSeconds;
  for (const { probability, endSeconds } of timeline) {
    const change = state.next(probability);
    if (change === "started") events.push({ startSeconds: endSeconds, endSeconds: last });
    if (change === "ended") events.at(-1)!.endSeconds = endSeconds;
  }
  return events;
}

/** Converts the event rule of a manifest, with its defaults. */
export function eventRule(
  { events, threshold }: Pick<CryManifest, "events" | "threshold">,
): EventRule {
  const { windows, agreeing, start_threshold = threshold } = events;
  return {
    ...{ windows, agreeing },
    startThreshold: start_threshold,
    peakThreshold: events.peak_threshold ?? start_threshold,
    endThreshold: events.end_threshold ?? start_threshold,
  };
}
