import { ModelError } from "../errors.ts";
import { type ClassifierJson, createHead, type Head } from "../head/classifier.ts";
import type { ModelSource } from "../types.ts";

/**
 * Creates a loader of a model's head. The first call reads and checks the head, later calls return
 * it; after a failure the next call tries again.
 *
 * @param modelId name of the model
 * @param classifier classifier as JSON, or the name of its file in the source
 * @param check throws when the head does not suit the model
 */
export function headFile(
  modelId: string,
  classifier: ClassifierJson | string,
  source: ModelSource,
  check: (head: Head) => void,
): () => Promise<Head> {
  let loading: Promise<Head> | undefined;
  const load = async (): Promise<Head> => {
    const json = typeof classifier === "string"
      ? parse(modelId, classifier, await source.read(modelId, classifier))
      : classifier;
    const head = createHead(json, modelId);
    check(head);
    return head;
  };
  return () =>
    loading ??= load().catch((error) => {
      loading = undefined;
      throw error;
    });
}

function parse(modelId: string, file: string, bytes: Uint8Array): ClassifierJson {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ModelError(
      `Reading the head of ${modelId}: expected JSON in ${file}, received bytes that do not parse`,
      { modelId, cause },
    );
  }
}
