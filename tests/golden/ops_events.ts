/**
 * Op of the pack `voice`: metrics of events.
 *
 * @module
 */
import {
  type DetectionScores,
  eventBasedMetrics,
  segmentBasedMetrics,
  type TimeSpan,
} from "@babycry/babycry/eval";
import type { Given } from "./given.ts";
import { type Compute, matrix, vector } from "./op.ts";

export const EVENT_OPS: Readonly<Record<string, Compute>> = {
  sed_events(given) {
    for (const name of ["evaluate_onset", "evaluate_offset"]) {
      if (!given.flag(name)) throw new RangeError(`Reading ${name}: expected true, received false`);
    }
    const [reference, estimated] = [spans(given, "reference_s"), spans(given, "estimated_s")];
    const events = eventBasedMetrics(reference, estimated, {
      collarSeconds: given.number("collar_s"),
      lengthShare: given.number("percentage_of_length"),
    });
    const segmentSeconds = given.number("segment_s");
    const slices = [reference, estimated].map((some) => asSlices(some, segmentSeconds));
    const segments = segmentBasedMetrics(slices[0]!, slices[1]!, { segmentSeconds });
    return {
      event_f_precision_recall: scores(events),
      event_counts: vector([events.reference, events.estimated, events.matched]),
      segment_f_precision_recall: scores(segments),
    };
  },
};

function spans(given: Given, name: string): TimeSpan[] {
  const { data, rows } = matrix(given, name);
  return Array.from({ length: rows }, (_, i) => ({
    startSeconds: data[2 * i]!,
    endSeconds: data[2 * i + 1]!,
  }));
}

/** Replaces negative starts as NumPy's slices do, which count them from the end of the array. */
function asSlices(events: readonly TimeSpan[], segmentSeconds: number): TimeSpan[] {
  const last = Math.max(...events.map(({ endSeconds }) => endSeconds));
  const length = Math.ceil(last / segmentSeconds) * segmentSeconds;
  return events.map(({ startSeconds, endSeconds }) => {
    const first = Math.floor(startSeconds / segmentSeconds) * segmentSeconds;
    const start = startSeconds < 0 ? Math.max(0, first + length) : startSeconds;
    return { startSeconds: start, endSeconds };
  }).filter(({ startSeconds, endSeconds }) => startSeconds <= endSeconds);
}

/** F1, precision and recall; 0 where they are not defined. */
function scores({ f1, precision, recall }: DetectionScores) {
  return vector([f1, precision, recall].map((score) => Number.isNaN(score) ? 0 : score));
}
