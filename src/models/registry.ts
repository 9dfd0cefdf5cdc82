/**
 * The models that are known by name.
 *
 * @module
 */
import type { CryManifest, ModelManifest, ReasonManifest, ValenceManifest } from "./manifest.ts";
import acoustic193 from "../../models/acoustic193.json" with { type: "json" };
import cryDetect from "../../models/cry-detect.json" with { type: "json" };
import cryReason from "../../models/cry-reason.json" with { type: "json" };
import cryResnet from "../../models/cry-resnet.json" with { type: "json" };
import deepinfant from "../../models/deepinfant.json" with { type: "json" };
import deepinfantTips from "../../models/deepinfant_tips.json" with { type: "json" };
import cryValence from "../../models/cry-valence.json" with { type: "json" };
import { publishedEncoders } from "./published_encoders.ts";
import valence from "../../models/valence.json" with { type: "json" };

/** Manifests of the models that are in the package with their weights, one for each task. */
export const embeddedModels: readonly [CryManifest, ValenceManifest, ReasonManifest] = [
  cryDetect as unknown as CryManifest,
  cryValence as unknown as ValenceManifest,
  cryReason as unknown as ReasonManifest,
];

/** Manifests of all known models; the files of those that are not embedded come from a `ModelSource`. */
export const models: readonly ModelManifest[] = [
  ...embeddedModels,
  { ...valence, encoders: publishedEncoders } as unknown as ValenceManifest,
  cryResnet as unknown as ReasonManifest,
  { ...deepinfant, tips: deepinfantTips } as unknown as ReasonManifest,
  acoustic193 as unknown as ReasonManifest,
];
