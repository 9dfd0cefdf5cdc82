import { bestSpan, topHalfMean } from "../../pooling/top_half_mean.ts";
import type { Abstention, CryPrediction, TimedProbability } from "../prediction.ts";

/** Above this, a recording is as good as its best stretch. */
const LONG_SECONDS = 10;
const STRETCH_SECONDS = 5;

/**
 * From window probabilities to an answer, without regard to how certain it is.
 *
 * @param timeline one entry a window, at least one
 */
export function cryPrediction(
  timeline: readonly TimedProbability[],
  options: {
    readonly threshold: number;
    readonly windowSeconds: number;
    readonly hopSeconds: number;
  },
): Omit<CryPrediction, keyof Abstention> {
  const { threshold, windowSeconds, hopSeconds } = options;
  const probability = clipProbability(
    timeline.map((window) => window.probability),
    timeline.at(-1)!.endSeconds,
    { windowSeconds, hopSeconds },
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

/** The score of a recording from those of its windows. */
export function clipProbability(
  windows: readonly number[],
  durationSeconds: number,
  options: { readonly windowSeconds: number; readonly hopSeconds: number },
): number {
  if (durationSeconds <= LONG_SECONDS) return topHalfMean(windows);
  const { windowSeconds, hopSeconds } = options;
  const count = 1 + Math.floor(Math.max(0, STRETCH_SECONDS - windowSeconds) / hopSeconds);
  return bestSpan(windows, count).probability;
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
