/**
 * The models that are known by name.
 *
 * @module
 */
import type {
  CryManifest,
  ModelManifest,
  ReasonManifest,
  ValenceManifest,
} from "../src/prediction/manifest.ts";
import acoustic193 from "./acoustic193.json" with { type: "json" };
import cryDetect from "./cry-detect.json" with { type: "json" };
import cryReason from "./cry-reason.json" with { type: "json" };
import cryResnet from "./cry-resnet.json" with { type: "json" };
import deepinfant from "./deepinfant.json" with { type: "json" };
import deepinfantTips from "./deepinfant_tips.json" with { type: "json" };
import cryValence from "./cry-valence.json" with { type: "json" };
import { publishedEncoders } from "./encoders/mod.ts";
import valence from "./valence.json" with { type: "json" };

/** Manifests of the models that are in the package with all they need, one a task. */
export const embeddedModels: readonly ModelManifest[] = [
  cryDetect as unknown as CryManifest,
  cryValence as unknown as ValenceManifest,
  cryReason as unknown as ReasonManifest,
];

/** Manifests of all models; files of those that are not embedded come from a {@link ModelSource}. */
export const models: readonly ModelManifest[] = [
  ...embeddedModels,
  { ...valence, encoders: publishedEncoders } as unknown as ValenceManifest,
  cryResnet as unknown as ReasonManifest,
  { ...deepinfant, tips: deepinfantTips } as unknown as ReasonManifest,
  acoustic193 as unknown as ReasonManifest,
];
