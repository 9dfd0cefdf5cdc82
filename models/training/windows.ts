import type { WindowsManifest } from "../../src/models/manifest.ts";

/** Windows of all embedded models. */
export const WINDOWS: WindowsManifest = {
  window_seconds: 2,
  hop_seconds: 1,
  min_partial_seconds: 0.5,
  fill: "repeat",
};
