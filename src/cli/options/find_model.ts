import { readFile, stat } from "node:fs/promises";
import { ModelError } from "../../errors.ts";
import { describe } from "../../fields.ts";
import type { ModelReference } from "../../models/model_options.ts";
import type { Output } from "../host.ts";

/**
 * Finds the models that `--model` names.
 *
 * @param word name of a model, or path of a JSON file with one or more manifests
 * @param notes receives a line for each model that was converted
 * @throws {ModelError} when a file has no valid manifest
 */
export async function findModel(
  word: string,
  notes: Pick<Output, "write">,
): Promise<ModelReference[]> {
  const { modelNames } = await import("../../models/registry.ts");
  if (modelNames.includes(word) || !await isFile(word)) return [word];
  const { loadManifest } = await import("../../models/load_manifest.ts");
  const fail = (message: string, cause: unknown): never => {
    throw new ModelError(`${word}: ${message}`, { modelId: word, cause });
  };
  const text = await readFile(word, "utf8");
  try {
    const manifests: unknown[] = [JSON.parse(text)].flat();
    if (manifests.length === 0) {
      throw new ModelError("expected one or more manifests, received none", { modelId: word });
    }
    return manifests.map((manifest) => {
      const { model, changes } = loadManifest(manifest);
      if (changes.length > 0) {
        notes.write(
          `${word}: converted ${model.id}, which an earlier version saved: ${changes.join(", ")}\n`,
        );
      }
      return model;
    });
  } catch (cause) {
    if (cause instanceof SyntaxError) fail(`expected JSON, received ${describe(text)}`, cause);
    if (cause instanceof ModelError) fail(cause.message, cause);
    throw cause;
  }
}

async function isFile(word: string): Promise<boolean> {
  return /\.json$|[/\\]/.test(word) ||
    await stat(word).then((found) => found.isFile(), () => false);
}
