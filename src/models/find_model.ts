import { describe } from "../check_option.ts";
import { loadManifest } from "./load_manifest.ts";
import type { ModelManifest } from "./manifest.ts";
import type { ModelReference } from "./model_options.ts";
import { loadModel, modelNames, models } from "./registry.ts";

/**
 * Finds a model by its name, or checks its manifest.
 *
 * @throws {TypeError} when it is neither a name nor an object
 * @throws {RangeError} when no model has the name
 * @throws {ModelError} when the manifest is invalid
 */
export async function findModel(model: ModelReference): Promise<ModelManifest> {
  if (typeof model !== "string") {
    if (models.includes(model)) return model;
    if (typeof model === "object" && model !== null && !Array.isArray(model)) {
      return loadManifest(model).model;
    }
    const instead = Array.isArray(model) ? "; pass a list as models" : "";
    throw new TypeError(
      `Loading models: expected a name or a manifest, received ${describe(model)}${instead}`,
    );
  }
  const found = await loadModel(model);
  if (found) return found;
  const known = modelNames.join(", ");
  const instead = /\.json$|[/\\]/.test(model)
    ? "; to load a manifest from a file, read it and pass JSON.parse(text)"
    : "";
  throw new RangeError(`Loading models: expected one of ${known}, received ${model}${instead}`);
}
