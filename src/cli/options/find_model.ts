import { readFile, stat } from "node:fs/promises";
import { ModelError } from "../../errors.ts";
import type { ModelManifest } from "../../models/manifest.ts";

/**
 * Finds the model that `--model` names.
 *
 * @param word name of a model, or path of a JSON file with a manifest or several
 * @throws {ModelError} when the file has no manifest
 */
export async function findModel(
  word: string,
): Promise<string | ModelManifest | readonly ModelManifest[]> {
  const { models } = await import("../../models/registry.ts");
  if (models.some(({ id }) => id === word) || !await isFile(word)) return word;
  const fail = (received: string, cause?: unknown): never => {
    throw new ModelError(
      `Reading the model ${word}: expected a JSON manifest with id and task, received ${received}`,
      { modelId: word, cause },
    );
  };
  let found: unknown;
  try {
    found = JSON.parse(await readFile(word, "utf8"));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    return fail("text that is not JSON", cause);
  }
  const manifests = [found].flat() as (Partial<ModelManifest> | null)[];
  if (!manifests.every((one) => one?.id && one.task)) return fail("other JSON");
  return found as ModelManifest | readonly ModelManifest[];
}

async function isFile(word: string): Promise<boolean> {
  return /\.json$|[/\\]/.test(word) ||
    await stat(word).then((found) => found.isFile(), () => false);
}
