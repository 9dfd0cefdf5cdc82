/**
 * Models as data: manifest types, options, and the registry of embedded and published models.
 *
 * @module
 */
export { embeddedModels, models } from "./registry.ts";
export { publishedEncoders } from "./published_encoders.ts";
export { type PublishedModel, publishedModels } from "./published.ts";
export type * from "./manifest.ts";
export type { HubFile, ModelFile } from "./model_file.ts";
export type { EncoderManifest, TensorInfo } from "../encoder/manifest.ts";
export type {
  ModelEntry,
  ModelList,
  ModelOptions,
  ModelReference,
  ModelSpec,
  ReasonOptions,
  Task,
  TaskModels,
  TaskOf,
  TaskOptions,
  ValenceOptions,
} from "./model_options.ts";
export type { Fetch, ModelSource, Progress, ProgressOptions } from "../types.ts";
