/**
 * Models as data: the registry of embedded and published models, the format of manifests with its
 * check and conversion, and the options of models.
 *
 * @module
 */
export { checkManifest } from "./check_manifest.ts";
export { type ConvertedManifest, convertManifest } from "./convert_manifest.ts";
export { embeddedModels, models } from "./registry.ts";
export { publishedEncoders } from "./published_encoders.ts";
export { type PublishedModel, publishedModels } from "./published.ts";
export { MODEL_FORMAT } from "./manifest.ts";
export type * from "./manifest.ts";
export type * from "./rules_manifest.ts";
export type { HubFile, ModelFile } from "./model_file.ts";
export type { EncoderManifest, TensorInfo } from "../encoder/manifest.ts";
export type {
  CryOptions,
  ModelEntry,
  ModelList,
  ModelOptions,
  ModelReference,
  ModelSpec,
  ReasonOptions,
  TagsOptions,
  Task,
  TaskModels,
  TaskOf,
  TaskOptions,
  ValenceOptions,
} from "./model_options.ts";
export type { Fetch, ModelSource, Progress, ProgressOptions } from "../types.ts";
