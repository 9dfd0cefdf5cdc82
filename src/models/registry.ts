/**
 * Registry of the models that have a name.
 *
 * @module
 */
import acoustic193 from "../../models/acoustic193.json" with { type: "json" };
import cryDetect from "../../models/cry-detect.json" with { type: "json" };
import cryDetectPlus from "../../models/cry-detect-plus.json" with { type: "json" };
import cryReason from "../../models/cry-reason.json" with { type: "json" };
import cryResnet from "../../models/cry-resnet.json" with { type: "json" };
import cryValence from "../../models/cry-valence.json" with { type: "json" };
import cryValencePlus from "../../models/cry-valence-plus.json" with { type: "json" };
import deepinfant from "../../models/deepinfant.json" with { type: "json" };
import deepinfantTips from "../../models/deepinfant_tips.json" with { type: "json" };
import valence from "../../models/valence.json" with { type: "json" };
import yamnet from "../../models/yamnet.json" with { type: "json" };
import yamnetClasses from "../../models/yamnet_classes.json" with { type: "json" };
import type { EncoderManifest } from "../encoder/manifest.ts";
import type {
  CryManifest,
  ModelManifest,
  ReasonManifest,
  TagsManifest,
  ValenceManifest,
} from "./manifest.ts";
import { publishedEncoders } from "./published_encoders.ts";

/** Manifests of the models that are in the package with their weights, one for each task. */
export const embeddedModels: readonly [CryManifest, ValenceManifest, ReasonManifest] = [
  checkedByTests<CryManifest>(cryDetect),
  checkedByTests<ValenceManifest>(cryValence),
  checkedByTests<ReasonManifest>(cryReason),
];

const { ast, clap, wav2vec2 } = publishedEncoders;
const yamnetLogits: EncoderManifest = {
  ...publishedEncoders.yamnet,
  embedding: { output: "logits", pooling: "none", size: 521 },
};
const [yamnetMember] = cryDetectPlus.members;

/**
 * Manifests of all known models but those that are loaded by their names, such as `cry-pain`; a
 * `ModelSource` provides the files of models that are not embedded.
 */
export const models: readonly ModelManifest[] = [
  ...embeddedModels,
  checkedByTests<CryManifest>({
    ...cryDetectPlus,
    members: [...cryDetect.members, { ...yamnetMember, network: yamnetLogits }],
  }),
  checkedByTests<ValenceManifest>({ ...cryValencePlus, encoders: { yamnet: yamnetLogits } }),
  checkedByTests<ValenceManifest>({ ...valence, encoders: { ast, clap, wav2vec2 } }),
  checkedByTests<ReasonManifest>(cryResnet),
  checkedByTests<ReasonManifest>({ ...deepinfant, tips: deepinfantTips }),
  checkedByTests<ReasonManifest>(acoustic193),
  checkedByTests<TagsManifest>({ ...yamnet, classes: yamnetClasses }),
];

/** Models with weights in the package that are loaded by their names only, as modules of their own. */
const modules: Readonly<Record<string, () => Promise<{ readonly default: unknown }>>> = {
  "cry-pain": () => import("../../models/cry-pain.json", { with: { type: "json" } }),
};

/** Names of all known models. */
export const modelNames: readonly string[] = [
  ...models.map(({ id }) => id),
  ...Object.keys(modules),
];

/** Finds a known model by its name, and loads its module if it has one. */
export async function loadModel(id: string): Promise<ModelManifest | undefined> {
  if (!Object.hasOwn(modules, id)) return models.find((known) => known.id === id);
  return checkedByTests((await modules[id]!()).default);
}

/** Types a manifest. `tests/models/check_manifest_test.ts` checks it; a check here takes 9 ms. */
function checkedByTests<Manifest extends ModelManifest>(json: unknown): Manifest {
  return json as Manifest;
}
