/**
 * Event-based and segment-based metrics of sound event detection, for events of one label.
 *
 * @module
 */
import { checkNumber, describe } from "../check_option.ts";
import type { TimeSpan } from "../types.ts";

/** Numbers of events or segments, and the scores that follow from them. */
export interface DetectionScores {
  /** Number of true events or segments. */
  readonly reference: number;
  /** Number of detected events or segments. */
  readonly estimated: number;
  /** Number of detected ones that match a true one. */
  readonly matched: number;
  /** Share of the detected ones that match, 0 to 1; NaN if none is detected. */
  readonly precision: number;
  /** Share of the true ones that are matched, 0 to 1; NaN if there are none. */
  readonly recall: number;
  /** Harmonic mean of precision and recall, 0 to 1; NaN if one of them is. */
  readonly f1: number;
}

/** Tolerances within which a detected event matches a true one. */
export interface EventTolerances {
  /** Largest difference of the starts and of the ends, in seconds, 0 or more. */
  readonly collarSeconds: number;
  /** Share of the true event's length that the ends may differ by, if that is more; 0 to 1. */
  readonly lengthShare: number;
}

/**
 * Counts the detected events that match a true event: start and end differ by no more than the
 * tolerances, and each event has one partner. The number of pairs is the largest possible.
 *
 * @throws {RangeError} when an event ends before its start or a tolerance is out of range
 * @throws {TypeError} when an event has no times, or a tolerance is not a number
 * @see sed_eval.sound_event.EventBasedMetrics
 * @see Mesaros, Heittola and Virtanen, Metrics for polyphonic sound event detection, Applied
 *   Sciences 6, 2016
 *
 * @example
 * ```ts
 * import { eventBasedMetrics } from "@babycry/babycry/eval";
 * import assert from "node:assert/strict";
 *
 * const { precision, recall } = eventBasedMetrics(
 *   [{ startSeconds: 10, endSeconds: 20 }],
 *   [{ startSeconds: 10.1, endSeconds: 18 }, { startSeconds: 40, endSeconds: 41 }],
 *   { collarSeconds: 0.2, lengthShare: 0.5 },
 * );
 * assert.deepEqual([precision, recall], [0.5, 1]);
 * ```
 */
export function eventBasedMetrics(
  reference: readonly TimeSpan[],
  estimated: readonly TimeSpan[],
  { collarSeconds, lengthShare }: EventTolerances,
): DetectionScores {
  const action = "Matching events";
  checkSpans(action, reference);
  checkSpans(action, estimated);
  checkNumber(action, "collarSeconds", collarSeconds, { min: 0 });
  checkNumber(action, "lengthShare", lengthShare, { min: 0, max: 1 });
  const candidates = reference.map((truth) => {
    const length = truth.endSeconds - truth.startSeconds;
    const endTolerance = Math.max(collarSeconds, lengthShare * length);
    return [...estimated.keys()].filter((i) =>
      Math.abs(truth.startSeconds - estimated[i]!.startSeconds) <= collarSeconds &&
      Math.abs(truth.endSeconds - estimated[i]!.endSeconds) <= endTolerance
    );
  });
  return detectionScores({
    reference: reference.length,
    estimated: estimated.length,
    matched: largestMatching(candidates),
  });
}

/**
 * Compares the activity in segments: a segment is active if an event overlaps it.
 *
 * @param options.segmentSeconds length of a segment, above 0
 * @throws {RangeError} when an event starts before 0, ends before its start, or the length is out
 *   of range
 * @throws {TypeError} when an event has no times, or the length is not a number
 * @see sed_eval.sound_event.SegmentBasedMetrics
 */
export function segmentBasedMetrics(
  reference: readonly TimeSpan[],
  estimated: readonly TimeSpan[],
  { segmentSeconds }: { readonly segmentSeconds: number },
): DetectionScores {
  const action = "Comparing segments";
  checkNumber(action, "segmentSeconds", segmentSeconds, { above: 0 });
  const [truth, found] = [reference, estimated].map((spans) => {
    checkSpans(action, spans, 0);
    return activeSegments(spans, segmentSeconds);
  }) as [Set<number>, Set<number>];
  return detectionScores({
    reference: truth.size,
    estimated: found.size,
    matched: [...truth].filter((segment) => found.has(segment)).length,
  });
}

/** Computes precision, recall and F1 from counts. */
export function detectionScores(
  counts: Pick<DetectionScores, "reference" | "estimated" | "matched">,
): DetectionScores {
  const { reference, estimated, matched } = counts;
  return {
    ...counts,
    precision: matched / estimated,
    recall: matched / reference,
    f1: estimated * reference === 0 ? NaN : 2 * matched / (reference + estimated),
  };
}

/**
 * Checks spans of time.
 *
 * @param earliestSeconds lowest accepted start
 * @throws {TypeError} when a time is not a number
 * @throws {RangeError} when one is not finite or too low, or a span ends before its start
 */
export function checkSpans(
  action: string,
  spans: readonly TimeSpan[],
  earliestSeconds: number = -Infinity,
): void {
  if (!Array.isArray(spans)) {
    throw new TypeError(`${action}: expected an array of events, received ${describe(spans)}`);
  }
  for (const [i, { startSeconds, endSeconds }] of spans.entries()) {
    checkNumber(action, `startSeconds of event ${i}`, startSeconds, { min: earliestSeconds });
    checkNumber(action, `endSeconds of event ${i}`, endSeconds, { min: startSeconds });
  }
}

function activeSegments(spans: readonly TimeSpan[], segmentSeconds: number): Set<number> {
  const active = new Set<number>();
  for (const { startSeconds, endSeconds } of spans) {
    const end = Math.ceil(endSeconds / segmentSeconds);
    for (let i = Math.floor(startSeconds / segmentSeconds); i < end; i++) active.add(i);
  }
  return active;
}

/**
 * Computes the size of a largest matching with augmenting paths.
 *
 * @param candidates columns that each row may be paired with
 * @see Kuhn, The Hungarian method for the assignment problem, 1955
 */
function largestMatching(candidates: readonly (readonly number[])[]): number {
  const rowOf = new Map<number, number>();
  const pair = (row: number, visited: Set<number>): boolean => {
    for (const column of candidates[row]!) {
      if (visited.has(column)) continue;
      visited.add(column);
      const other = rowOf.get(column);
      if (other === undefined || pair(other, visited)) {
        rowOf.set(column, row);
        return true;
      }
    }
    return false;
  };
  for (const row of candidates.keys()) pair(row, new Set());
  return rowOf.size;
}
