import type { EventsManifest, RecordingManifest } from "./rules_manifest.ts";

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

/**
 * Computes the rule of events that `fit` writes into a detector. Its thresholds are 1 and 2 logits
 * above that of the model, because an episode has many windows of which few have to be found.
 *
 * @param threshold threshold of the model, 0 to 1
 */
export function eventsFor(threshold: number): EventsManifest {
  const above = (logits: number) => 1 / (1 + Math.exp(-logits) * (1 - threshold) / threshold);
  return { windows: 3, agreeing: 2, start_threshold: above(1), peak_threshold: above(2) };
}

/** Magnitude from which a sample counts as clipped; used as {@link DEFAULT_RECORDING} is. */
export const DEFAULT_CLIPPING_LEVEL = 0.99;
