/**
 * Models as data: manifest types and the registry of embedded and published models.
 *
 * @module
 */
export { embeddedModels, models } from "./registry.ts";
export { publishedEncoders } from "./published_encoders.ts";
export { type PublishedModel, publishedModels } from "./published.ts";
export type * from "./manifest.ts";
export type { HubFile, ModelFile } from "./model_file.ts";
export type { EncoderManifest, TensorInfo } from "../encoder/manifest.ts";
