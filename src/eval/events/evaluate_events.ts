import { checkNumber, checkOptions, checkType, describe } from "../../check_option.ts";
import {
  type DetectionScores,
  detectionScores,
  eventBasedMetrics,
  type EventTolerances,
  segmentBasedMetrics,
} from "../../metrics/event_metrics.ts";
import { wilsonInterval } from "../../metrics/wilson_interval.ts";
import type { TimeSpan } from "../../types.ts";
import { checkRecordings, type EventRecording, type SoundEvent } from "./event_recording.ts";
import { falseEvents } from "./false_events.ts";

/** Options of {@link evaluateEvents}. */
export interface EvaluateEventsOptions extends Partial<EventTolerances> {
  /** Label of the sounds that should be detected, the episodes. Default `cry`. */
  readonly positive?: string;
  /**
   * Seconds that a start or an end may differ by, 0 or more, in `eventBased`. An event that starts
   * this soon after an episode still finds it, and an event this close to one is not false. Default
   * 5.
   */
  readonly collarSeconds?: number;
  /** Share of an episode's length that its end may differ by, 0 to 1. Default 0.5. */
  readonly lengthShare?: number;
  /** Length of a segment of `segmentBased`, in seconds, above 0. Default 1. */
  readonly segmentSeconds?: number;
}

/** Found episodes and the delay of their detection. */
export interface EventRecall {
  /** Number of episodes. */
  readonly episodes: number;
  /** Number of episodes with a detected event. */
  readonly found: number;
  /** Share of the episodes that are found; NaN without episodes. */
  readonly recall: number;
  /** Wilson's 95 % interval of the recall. */
  readonly interval: readonly [low: number, high: number];
  /**
   * Time from the start of a found episode to the start of the first event, in seconds, 0 or more;
   * NaN if none is found.
   */
  readonly latencySeconds: { readonly median: number; readonly percentile90: number };
}

/** False events: every started 15 s of an event outside of the episodes. */
export interface FalseEventRate {
  /** Number of false events. */
  readonly falseEvents: number;
  /** Number of false events for each hour of all recordings. */
  readonly falseEventsPerHour: number;
}

/** Evaluation of detected events. */
export interface EventReport extends EventRecall, FalseEventRate, Required<EvaluateEventsOptions> {
  /** Number of recordings. */
  readonly recordings: number;
  /** Duration of all recordings, in hours. */
  readonly hours: number;
  /** Recall by level above the background, in steps of 5 dB; lower bound inclusive. */
  readonly bySnr:
    readonly (EventRecall & { readonly snrDb: readonly [from: number, to: number] })[];
  /** False events by the sound that overlaps them most; the label is null if there is none. */
  readonly bySound: readonly (FalseEventRate & {
    readonly label: string | null;
    /** Number of sounds with the label. */
    readonly sounds: number;
  })[];
  /** Events that match an episode in start and end, as in sed_eval. */
  readonly eventBased: DetectionScores;
  /** Activity in segments, as in sed_eval. */
  readonly segmentBased: DetectionScores;
}

const ACTION = "Evaluating events";
const SNR_STEP_DB = 5;
const NAMES: Readonly<Record<keyof EvaluateEventsOptions, true>> = {
  positive: true,
  collarSeconds: true,
  lengthShare: true,
  segmentSeconds: true,
};

/**
 * Compares detected events with labeled sounds: recall of the episodes, false events per hour and
 * latency, by level above the background and by confused sound, and the metrics of sed_eval.
 *
 * An episode is found by an event that overlaps it, or that starts within the collar after it. Every
 * started 15 s of an event outside of the episodes and their collars is one false event.
 *
 * @throws {TypeError} when a value or an option has another type
 * @throws {RangeError} when there is no episode, a time is negative or reversed, sounds of one label
 *   overlap, or an option is out of range
 *
 * @example
 * ```ts
 * import { evaluateEvents } from "@babycry/babycry/eval";
 * import assert from "node:assert/strict";
 *
 * const { recall, falseEventsPerHour } = evaluateEvents([{
 *   path: "night.wav",
 *   durationSeconds: 7200,
 *   sounds: [
 *     { label: "cry", startSeconds: 600, endSeconds: 660, snrDb: 10 },
 *     { label: "dog", startSeconds: 3000, endSeconds: 3004 },
 *   ],
 *   detected: [
 *     { startSeconds: 604, endSeconds: 662 },
 *     { startSeconds: 3002, endSeconds: 3008 },
 *   ],
 * }]);
 * assert.deepEqual([recall, falseEventsPerHour], [1, 0.5]);
 * ```
 */
export function evaluateEvents(
  recordings: readonly EventRecording[],
  options: EvaluateEventsOptions = {},
): EventReport {
  const settings = checkSettings(recordings, options);
  const { positive, collarSeconds } = settings;
  const hours = recordings.reduce((sum, { durationSeconds }) => sum + durationSeconds / 3600, 0);
  const each = recordings.map((recording) => {
    const episodes = recording.sounds.filter(({ label }) => label === positive);
    return {
      recording,
      episodes,
      found: episodes.map((episode): Found => ({
        snrDb: episode.snrDb,
        latency: latencyOf(episode, recording.detected, collarSeconds),
      })),
      false: falseEvents(recording, episodes, collarSeconds),
    };
  });
  const found = each.flatMap((one) => one.found);
  if (found.length === 0) {
    throw new RangeError(`${ACTION}: expected sounds with the label ${positive}, received none`);
  }
  const rate = (count: number) => ({ falseEvents: count, falseEventsPerHour: count / hours });
  const falses = each.flatMap((one) => one.false);
  const countOf = (some: typeof falses) => some.reduce((sum, { count }) => sum + count, 0);
  const others = recordings.flatMap(({ sounds }) => sounds.map(({ label }) => label))
    .filter((label) => label !== positive);
  const totalOf = (score: (one: typeof each[number]) => DetectionScores) =>
    each.map(score).reduce((a, b) =>
      detectionScores({
        reference: a.reference + b.reference,
        estimated: a.estimated + b.estimated,
        matched: a.matched + b.matched,
      })
    );
  return {
    ...settings,
    recordings: recordings.length,
    hours,
    ...recallOf(found),
    ...rate(countOf(falses)),
    bySnr: bySnr(found),
    bySound: [...new Set(others), undefined].map((label) => ({
      label: label ?? null,
      sounds: others.filter((one) => one === label).length,
      ...rate(countOf(falses.filter((one) => one.label === label))),
    })).sort((a, b) => b.falseEvents - a.falseEvents),
    eventBased: totalOf(({ episodes, recording: { detected } }) =>
      eventBasedMetrics(episodes, detected, settings)
    ),
    segmentBased: totalOf(({ episodes, recording: { detected } }) =>
      segmentBasedMetrics(episodes, detected, settings)
    ),
  };
}

function checkSettings(
  recordings: readonly EventRecording[],
  options: EvaluateEventsOptions,
): Required<EvaluateEventsOptions> {
  checkOptions(ACTION, options, NAMES);
  const { positive = "cry", collarSeconds = 5, lengthShare = 0.5, segmentSeconds = 1 } = options;
  checkType(ACTION, "positive", positive, "string");
  checkNumber(ACTION, "collarSeconds", collarSeconds, { min: 0 });
  checkNumber(ACTION, "lengthShare", lengthShare, { min: 0, max: 1 });
  checkNumber(ACTION, "segmentSeconds", segmentSeconds, { above: 0 });
  if (!Array.isArray(recordings)) {
    throw new TypeError(
      `${ACTION}: expected an array of recordings, received ${describe(recordings)}`,
    );
  }
  checkRecordings(ACTION, recordings);
  return { positive, collarSeconds, lengthShare, segmentSeconds };
}

/** Episode with the latency of its detection; undefined if it is not found. */
interface Found {
  readonly snrDb: number | undefined;
  readonly latency: number | undefined;
}

function latencyOf(
  { startSeconds, endSeconds }: SoundEvent,
  detected: readonly TimeSpan[],
  collarSeconds: number,
): number | undefined {
  const starts = detected.filter((event) =>
    event.endSeconds >= startSeconds && event.startSeconds <= endSeconds + collarSeconds
  ).map((event) => Math.max(0, event.startSeconds - startSeconds));
  return starts.length === 0 ? undefined : Math.min(...starts);
}

function recallOf(episodes: readonly Found[]): EventRecall {
  const latencies = episodes.flatMap(({ latency }) => latency ?? []).sort((a, b) => a - b);
  const quantile = (share: number) => latencies[Math.ceil(share * latencies.length) - 1] ?? NaN;
  return {
    episodes: episodes.length,
    found: latencies.length,
    recall: latencies.length / episodes.length,
    interval: wilsonInterval(latencies.length, episodes.length),
    latencySeconds: { median: quantile(0.5), percentile90: quantile(0.9) },
  };
}

function bySnr(episodes: readonly Found[]): EventReport["bySnr"] {
  const stepOf = ({ snrDb }: Found) => Math.floor(snrDb! / SNR_STEP_DB);
  const known = episodes.filter(({ snrDb }) => snrDb !== undefined);
  const steps = [...new Set(known.map(stepOf))].sort((a, b) => a - b);
  return steps.map((step) => ({
    snrDb: [step * SNR_STEP_DB, (step + 1) * SNR_STEP_DB],
    ...recallOf(known.filter((one) => stepOf(one) === step)),
  }));
}
