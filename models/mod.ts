/**
 * The models that are known by name.
 *
 * @module
 */
import type { CryManifest, ModelManifest, ValenceManifest } from "../src/prediction/manifest.ts";
import cryDetect from "./cry-detect.json" with { type: "json" };
import { publishedEncoders } from "./encoders/mod.ts";
import valence from "./valence.json" with { type: "json" };

/** Manifests of the models that are in the package with all they need. */
export const embeddedModels: readonly CryManifest[] = [cryDetect as unknown as CryManifest];

/** Manifests of all models; files of those that are not embedded come from a {@link ModelSource}. */
export const models: readonly ModelManifest[] = [
  ...embeddedModels,
  { ...valence, encoders: publishedEncoders } as unknown as ValenceManifest,
];
