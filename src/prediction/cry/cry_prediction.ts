import type { RecordingManifest } from "../../models/rules_manifest.ts";
import { bestSpan, topShareMean } from "../../pooling/top_share_mean.ts";
import type { Abstention, CryPrediction, TimedProbability } from "../prediction.ts";
import { type EventRule, findEvents } from "./event_state.ts";

/** Rule from windows to a recording, with the windows that it applies to. */
export interface RecordingRule {
  /** Rule from windows to a recording. */
  readonly recording: RecordingManifest;
  /** Length of a window, in seconds. */
  readonly windowSeconds: number;
  /** Time from the start of a window to the next, in seconds. */
  readonly hopSeconds: number;
}

/**
 * Computes the prediction for a recording, before abstention.
 *
 * @param timeline probability and level of each window, at least one, in order
 * @param options.threshold probability from which a window or recording is a cry
 */
export function cryPrediction(
  timeline: CryPrediction["timeline"],
  options: RecordingRule & { readonly threshold: number; readonly events: EventRule },
): Omit<CryPrediction, keyof Abstention> {
  const { threshold, events } = options;
  const probability = clipProbability(
    timeline.map((window) => window.probability),
    timeline.at(-1)!.endSeconds,
    options,
  );
  const label = probability >= threshold ? "cry" : "no_cry";
  return {
    label,
    probability,
    threshold,
    timeline,
    segments: label === "cry" ? joinSegments(timeline, threshold) : [],
    events: findEvents(timeline, events),
  };
}

/**
 * Computes the probability of a recording, 0 to 1, from the probabilities of its windows.
 *
 * @param windows probabilities, 0 to 1, `[windows]`, at least one
 * @param durationSeconds end of the last window
 */
export function clipProbability(
  windows: readonly number[],
  durationSeconds: number,
  { recording, windowSeconds, hopSeconds }: RecordingRule,
): number {
  const { long_seconds, span_seconds, top_share } = recording;
  if (durationSeconds <= long_seconds) return topShareMean(windows, top_share);
  const count = 1 + Math.floor(Math.max(0, span_seconds - windowSeconds) / hopSeconds);
  return bestSpan(windows, count, top_share).probability;
}

/** Joins the windows at or above the threshold; a segment has the mean of their probabilities. */
function joinSegments(
  timeline: readonly TimedProbability[],
  threshold: number,
): TimedProbability[] {
  const segments: { startSeconds: number; endSeconds: number; sum: number; count: number }[] = [];
  for (const { startSeconds, endSeconds, probability } of timeline) {
    if (probability < threshold) continue;
    const last = segments.at(-1);
    if (last && startSeconds <= last.endSeconds) {
      last.endSeconds = Math.max(last.endSeconds, endSeconds);
      last.sum += probability;
      last.count++;
    } else segments.push({ startSeconds, endSeconds, sum: probability, count: 1 });
  }
  return segments.map(({ startSeconds, endSeconds, sum, count }) => ({
    startSeconds,
    endSeconds,
    probability: sum / count,
  }));
}
