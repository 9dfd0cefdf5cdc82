import type { RecordingManifest } from "../../models/manifest.ts";
import { bestSpan, topShareMean } from "../../pooling/top_share_mean.ts";
import type { Abstention, CryPrediction, TimedProbability } from "../prediction.ts";

/** Rule of a recording, and the windows that it counts in. */
export interface RecordingRule {
  /** Rule from windows to a recording. */
  readonly recording: RecordingManifest;
  /** Length of a window. */
  readonly windowSeconds: number;
  /** Time from the start of a window to the next. */
  readonly hopSeconds: number;
}

/**
 * Prediction for a recording, before any abstention.
 *
 * @param timeline one entry per window, at least one
 * @param options.threshold probability from which a window or recording is a cry
 */
export function cryPrediction(
  timeline: readonly TimedProbability[],
  options: RecordingRule & { readonly threshold: number },
): Omit<CryPrediction, keyof Abstention> {
  const { threshold } = options;
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
  };
}

/** Probability of a recording from those of its windows. */
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
