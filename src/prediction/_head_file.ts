import { ModelError } from "../errors.ts";
import { type ClassifierJson, createHead, type Head } from "../head/classifier.ts";
import type { ModelSource } from "../types.ts";

/**
 * The head of a model, read and checked when it is first asked for, and once; what failed is tried
 * again.
 *
 * @param classifier itself, or the file of one in the source
 * @param check throws when the head is not the one that the model needs
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
    throw new ModelError(`Reading the head of ${modelId}: ${file} is not JSON`, { modelId, cause });
  }
}
