/**
 * The models that live in the package.
 *
 * @module
 */
import type { ModelManifest } from "../src/prediction/manifest.ts";
import cryDetect from "./cry-detect.json" with { type: "json" };

/** Manifests of the embedded models. */
export const embeddedModels: readonly ModelManifest[] = [cryDetect as unknown as ModelManifest];
