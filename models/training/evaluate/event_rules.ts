/**
 * Comparison of event rules on scored hours.
 *
 * @module
 */
import { evaluateEvents, type EventReport } from "../../../src/eval/events/evaluate_events.ts";
import type { SoundEvent } from "../../../src/eval/events/event_recording.ts";
import { type EventRule, findEvents } from "../../../src/prediction/cry/event_state.ts";
import type { TimedProbability } from "../../../src/prediction/prediction.ts";
import type { ComparedRule } from "../cards/event_results.ts";

/** Hour with the probability of each window. */
export interface ScoredHour {
  readonly sounds: readonly SoundEvent[];
  readonly durationSeconds: number;
  readonly timeline: readonly TimedProbability[];
}

/** Rule relative to the threshold of a model. */
type RelativeRule = Pick<ComparedRule, "windows" | "agreeing" | "start" | "peak" | "end">;

const RULES: readonly RelativeRule[] = [
  ...[rule(1, 1), rule(1, 1, 0.5, 0.5, -1.5)],
  ...[rule(3, 2), rule(3, 2, -0.5, 1), rule(3, 2, 1, 2), rule(3, 2, 0, 2), rule(3, 2, -2.5, 0.5)],
  ...[rule(4, 3), rule(4, 3, -1, 1)],
  ...[rule(5, 3), rule(5, 3, -2, 0), rule(5, 3, -1, 1), rule(5, 3, 0, 2)],
  ...[rule(6, 4), rule(6, 4, 0, 2)],
];
/** Steps of all thresholds, in logits, for the recall at equal rates of false events. */
const SHIFTS = Array.from({ length: 25 }, (_, i) => (i - 8) / 2);

/** Evaluates the events that a rule finds in hours. */
export function evaluateRule(hours: readonly ScoredHour[], rule: EventRule): EventReport {
  return evaluateEvents(hours.map(({ sounds, durationSeconds, timeline }, i) => ({
    path: `hour ${i}`,
    ...{ durationSeconds, sounds },
    detected: findEvents(timeline, rule),
  })));
}

/**
 * Compares rules: at the threshold of the model, and with all thresholds moved together so that false
 * events are no more frequent than stated.
 */
export function compareRules(hours: readonly ScoredHour[], threshold: number): ComparedRule[] {
  return RULES.map((rule) => {
    const own = evaluateRule(hours, absolute(rule, threshold));
    const moved = SHIFTS.map((shift) => evaluateRule(hours, absolute(rule, threshold, shift)));
    const recallAt = (rate: number) =>
      Math.max(
        0,
        ...moved.filter((one) => one.falseEventsPerHour <= rate).map(({ recall }) => recall),
      );
    return {
      ...rule,
      recall: own.recall,
      false_events_per_hour: own.falseEventsPerHour,
      median_latency_seconds: own.latencySeconds.median,
      recall_at: { 4: recallAt(4), 2: recallAt(2), 1: recallAt(1) },
    };
  });
}

/** Creates a rule of which every threshold is by default that of the start. */
function rule(
  windows: number,
  agreeing: number,
  start = 0,
  peak = start,
  end = start,
): RelativeRule {
  return { windows, agreeing, start, peak, end };
}

/** Converts logits above the threshold to probabilities. */
function absolute(
  { windows, agreeing, start, peak, end }: RelativeRule,
  threshold: number,
  shift = 0,
): EventRule {
  const above = (logits: number) =>
    1 / (1 + Math.exp(-logits - shift) * (1 - threshold) / threshold);
  return {
    ...{ windows, agreeing },
    startThreshold: above(start),
    peakThreshold: above(peak),
    endThreshold: above(end),
  };
}
