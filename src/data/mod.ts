/**
 * Datasets: recordings with labels, groups and sessions, and excluded recordings with reasons.
 *
 * @module
 */
export {
  type Clip,
  collectDataset,
  type Dataset,
  type DatasetWarning,
  type ExcludedClip,
  type ExclusionReason,
  groupOf,
} from "./dataset.ts";
export { type ManifestOptions, parseManifest } from "./parse_manifest.ts";
export { datasetFromPaths } from "./from_paths.ts";
export { type Esc50Name, parseEsc50Name } from "./esc50_name.ts";
export { type AudioClip, type AudioDataset, datasetFromAudio } from "./audio_dataset.ts";
export {
  type AudioContent,
  type DecodedClip,
  isExcluded,
  readClips,
  type ReadFile,
} from "./read_clips.ts";
export type { Progress, ProgressOptions, RawAudio, Waveform } from "../types.ts";
