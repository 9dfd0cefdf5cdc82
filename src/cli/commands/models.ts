import process from "node:process";
import type { ModelFile } from "../../models/model_file.ts";
import { cachedFiles, cachedModels, notCached } from "../../store/cached_files.ts";
import { importModel } from "../../store/import_model.ts";
import { listModels } from "../../store/list_models.ts";
import { openModelStore } from "../../store/model_store.ts";
import type { ModelStore } from "../../store/store_types.ts";
import { pullModel, type PullModelOptions } from "../../store/pull_model.ts";
import { verifyModels } from "../../store/verify_models.ts";
import { type Command, defineCommand } from "../command.ts";
import type { Host } from "../host.ts";
import { MODELS_OPTIONS } from "../options/models_options.ts";
import { withoutUndefined } from "../options/without_undefined.ts";
import { modelJson, modelTable } from "../output/model_list.ts";
import { createProgressDisplay } from "../output/progress_display.ts";

/** Manages published weights. */
export const models: Command = defineCommand({
  name: "models",
  operands: "ACTION [NAME...]",
  description: `List, pull, verify and import published weights.

  list              List the known models and their status
  pull MODEL...     Download models; MODEL is a name or the path of a JSON manifest
  verify [MODEL...] Compare files with their SHA-256
  remove MODEL...   Delete models from the cache
  path [MODEL...]   Print the cache directory, or the paths of a model's files
  import FILE       Check and keep a head (classifier JSON or safetensors), an encoder (an ONNX file
                    beside its manifest), or an ONNX file`,
  options: MODELS_OPTIONS,
  example: "models pull clap --dtype int8",
  async run({ cache, json, dtype, offline, hub, token, ...options }, [action, ...names], host) {
    const { out } = host;
    const store = await openModelStore(withoutUndefined({ folder: cache }));
    const needed = (what: string): readonly string[] => {
      if (names.length > 0) return names;
      throw new SyntaxError(`Missing ${what} after models ${action}`);
    };
    const writePaths = (files: readonly Pick<ModelFile, "id" | "file">[]) => {
      for (const file of files) out.write(`${store.path(file)}\n`);
    };
    switch (action) {
      case "list":
        out.write((json ? modelJson : modelTable)(await listModels(store), store.folder));
        return 0;
      case "pull":
        return await pull(needed("MODEL"), store, host, {
          ...{ dtype, offline },
          ...withoutUndefined({ hub: hub ?? env("HF_ENDPOINT"), token: token ?? env("HF_TOKEN") }),
        });
      case "verify":
        return await verify(names, store, host);
      case "remove":
        for (const id of needed("MODEL")) {
          if (!await store.remove(id)) throw notCached(id, store);
          out.write(`${id} removed\n`);
        }
        return 0;
      case "path":
        if (names.length === 0) out.write(`${store.folder}\n`);
        for (const id of names) writePaths(await cachedFiles(id, store));
        return 0;
      case "import": {
        const [path, more] = needed("FILE");
        if (more !== undefined) throw new SyntaxError(`Unexpected argument ${more}`);
        writePaths(await importModel(path!, store, withoutUndefined(options)));
        return 0;
      }
      default:
        throw new SyntaxError(
          `Invalid action: expected list, pull, verify, remove, path or import, received ${action}`,
        );
    }
  },
});

function env(name: string): string | undefined {
  return process.env[name] || undefined;
}

async function pull(
  names: readonly string[],
  store: ModelStore,
  { out, err, signal }: Host,
  options: PullModelOptions,
): Promise<number> {
  const progress = createProgressDisplay(err);
  try {
    for (const name of names) {
      const files = await pullModel(name, store, {
        ...{ ...options, signal },
        onProgress: ({ file }, { done, total }) => progress.update(file, done / total),
      });
      progress.clear();
      for (const { id, file, isDownloaded } of files) {
        out.write(`${id} ${file} ${isDownloaded ? "downloaded" : "already in the cache"}\n`);
      }
    }
    return 0;
  } finally {
    progress.clear();
  }
}

async function verify(
  names: readonly string[],
  store: ModelStore,
  { out, err, signal }: Host,
): Promise<number> {
  const ids = names.length > 0 ? names : [...(await cachedModels(store)).keys()];
  if (ids.length === 0) err.write(`No models in ${store.folder}\n`);
  let code = 0;
  for await (const { file: { id, file }, error } of verifyModels(ids, store, { signal })) {
    if (error) {
      err.write(`${error.message}\n`);
      code = 1;
    } else out.write(`${id} ${file} ok\n`);
  }
  return code;
}
