/**
 * `models`: manages published weights.
 *
 * @module
 */
import process from "node:process";
import type { ModelFile } from "../../models/model_file.ts";
import { cachedFiles, notCached } from "../../store/cached_files.ts";
import { importModel } from "../../store/import_model.ts";
import { listModels } from "../../store/list_models.ts";
import { openModelStore } from "../../store/model_store.ts";
import { type Command, defineCommand } from "../command.ts";
import { checkModelsOptions, MODELS_OPTIONS } from "../options/models_options.ts";
import { withoutUndefined } from "../options/without_undefined.ts";
import { modelJson, modelTable } from "../output/model_list.ts";
import { pullModels } from "./_pull_models.ts";
import { verifyFiles } from "./_verify_files.ts";

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
  import FILE       Check a head (classifier JSON or safetensors), an encoder (an ONNX file or its
                    manifest) or YAMNet (a TensorFlow Lite file), and copy it to the cache`,
  options: MODELS_OPTIONS,
  example: "models pull clap --dtype int8",
  async run(values, [action, ...names], host, given) {
    checkModelsOptions(given, action);
    const { cache, json, dtype, offline, hub, token, ...options } = values;
    const { out } = host;
    const store = await openModelStore(withoutUndefined({ folder: cache }));
    const needed = (operand: string): readonly string[] => {
      if (names.length > 0) return names;
      throw new SyntaxError(`Missing ${operand} after models ${action}`);
    };
    const writePaths = (files: readonly Pick<ModelFile, "id" | "file">[]) => {
      for (const file of files) out.write(`${store.path(file)}\n`);
    };
    switch (action) {
      case "list":
        if (names[0] !== undefined) throw new SyntaxError(`Unexpected argument ${names[0]}`);
        out.write((json ? modelJson : modelTable)(await listModels(store), store.folder));
        return 0;
      case "pull":
        return await pullModels(needed("MODEL"), store, host, {
          ...{ dtype, offline },
          ...withoutUndefined({ hub: hub ?? env("HF_ENDPOINT"), token: token ?? env("HF_TOKEN") }),
        });
      case "verify":
        return await verifyFiles(names, store, host);
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
