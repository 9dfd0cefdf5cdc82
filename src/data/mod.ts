/**
 * Datasets: recordings with labels, groups and sessions, and an account of what was left out.
 *
 * @module
 */
export {
  type Clip,
  collectDataset,
  type Dataset,
  type DatasetWarning,
  groupOf,
  type Omission,
  type OmissionReason,
} from "./dataset.ts";
export { type ManifestOptions, parseManifest } from "./parse_manifest.ts";
export { datasetFromPaths } from "./from_paths.ts";
export { type Esc50Name, parseEsc50Name } from "./esc50_name.ts";
export { type HeardClip, isOmission, readClips, type ReadFile } from "./read_clips.ts";
export type { LongWorkOptions, Progress, Waveform } from "../types.ts";
