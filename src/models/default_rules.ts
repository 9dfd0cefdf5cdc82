import type { EventsManifest, RecordingManifest } from "./manifest.ts";

/**
 * Rule from windows to a recording that `fit` writes into a detector, and that applies to manifests
 * without a format, which do not state it.
 */
export const DEFAULT_RECORDING: RecordingManifest = {
  long_seconds: 10,
  span_seconds: 5,
  top_share: 0.5,
};

/** Rule of events that applies to manifests without a format. */
export const DEFAULT_EVENTS: EventsManifest = { windows: 4, agreeing: 3 };

/** Distance of the thresholds of events from that of the model, in logits. */
const START_OFFSET = 2;

/**
 * Computes the rule of events that `fit` writes into a detector.
 *
 * @param threshold threshold of the model, 0 to 1
 */
export function eventsFor(threshold: number): EventsManifest {
  const start_threshold = 1 / (1 + Math.exp(START_OFFSET) * (1 - threshold) / threshold);
  return { windows: 5, agreeing: 3, start_threshold };
}

/** Magnitude from which a sample counts as clipped; used as {@link DEFAULT_RECORDING} is. */
export const DEFAULT_CLIPPING_LEVEL = 0.99;
