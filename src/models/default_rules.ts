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

/** Rule for the events of a stream; used as {@link DEFAULT_RECORDING} is. */
export const DEFAULT_EVENTS: EventsManifest = { windows: 4, agreeing: 3 };

/** Magnitude from which a sample counts as clipped; used as {@link DEFAULT_RECORDING} is. */
export const DEFAULT_CLIPPING_LEVEL = 0.99;
