import type { EventsManifest, RecordingManifest } from "./manifest.ts";

/**
 * Rules that `fit` writes into a detector. They are also those of manifests without a format, which
 * did not state them.
 */
export const DEFAULT_RECORDING: RecordingManifest = {
  long_seconds: 10,
  span_seconds: 5,
  top_share: 0.5,
};

/** {@link DEFAULT_RECORDING} for the events of a stream. */
export const DEFAULT_EVENTS: EventsManifest = { windows: 4, agreeing: 3 };

/** {@link DEFAULT_RECORDING} for the magnitude of clipped samples. */
export const DEFAULT_CLIPPING_LEVEL = 0.99;
