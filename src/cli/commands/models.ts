/**
 * `models`: weights that are not in the package.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import process from "node:process";
import { parseArgs } from "node:util";
import { publishedModels } from "../../models/published.ts";
import type { ModelFile } from "../../models/model_file.ts";
import { openModelStore } from "../../store/model_store.ts";
import type { ModelStore, PullOptions } from "../../store/store_types.ts";
import { ModelError, StoreError } from "../../errors.ts";
import type { Host } from "../host.ts";
import { importModel } from "../../store/import_model.ts";
import { listModels } from "../output/model_list.ts";
import { publishedFiles } from "../../store/pull.ts";
import { manifestFiles, readManifest } from "../../store/model_files.ts";
import { createProgressDisplay } from "../output/progress_display.ts";

export const help = `babycry models ACTION ...

Weights that others publish, in a cache folder.

  list [--json]      what is known, and what is here
  pull ID...         downloads; one that broke off goes on. ID may be a manifest, as JSON
  verify [ID...]     compares files with the SHA-256 that the manifest pins or the first pull found
  remove ID...       deletes
  path [ID...]       the cache folder, or a model's files
  import FILE        checks and keeps a head (classifier JSON, safetensors), an encoder's manifest
                     with its ONNX file beside it, or an ONNX file

  --dtype TYPE       of pull: fp32 (default) or int8
  --hub URL          of pull: a mirror of the hub (default HF_ENDPOINT)
  --token TOKEN      of pull: for the hub alone (default HF_TOKEN, which others cannot see)
  --offline          of pull: fails where something would be downloaded
  --as ID[/FILE]     of import: what it becomes
  --manifest FILE    of import: of an ONNX file, where it is not beside it
  --classes A,B      of import: the labels of a head in safetensors
  --tensor NAME      of import: the weight of the head, where there are several
  --cache DIR        default BABYCRY_CACHE, else the platform's folder for caches

Example: babycry models pull clap --dtype int8
`;

/** Runs the command. */
export async function run(args: readonly string[], host: Host): Promise<number> {
  const { values, positionals: [action, ...names] } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      as: { type: "string" },
      cache: { type: "string" },
      classes: { type: "string" },
      dtype: { type: "string", default: "fp32" },
      hub: { type: "string" },
      json: { type: "boolean", default: false },
      manifest: { type: "string" },
      offline: { type: "boolean", default: false },
      tensor: { type: "string" },
      token: { type: "string" },
    },
  });
  const some = (wanted: string) => {
    if (names.length === 0) throw new SyntaxError(`models ${action} wants ${wanted}`);
    return names;
  };
  const store = await openModelStore(values.cache === undefined ? {} : { folder: values.cache });
  const { out, signal } = host;
  switch (action) {
    case "list":
      out.write(await listModels(store, { json: values.json }));
      return 0;
    case "pull": {
      const { dtype, offline } = values;
      if (dtype !== "fp32" && dtype !== "int8") {
        throw new SyntaxError(`--dtype ${dtype} came, wanted fp32 or int8`);
      }
      const hub = values.hub ?? process.env["HF_ENDPOINT"];
      const token = values.token ?? process.env["HF_TOKEN"];
      const options = { offline, signal, ...(hub ? { hub } : {}), ...(token ? { token } : {}) };
      for (const name of some("an ID, see models list")) {
        await pull(name, dtype, store, host, options);
      }
      return 0;
    }
    case "verify":
      return await verify(names.length > 0 ? names : await idsHere(store), store, host);
    case "remove":
      for (const id of some("an ID")) {
        if (!await store.remove(id)) throw notHere(id, store);
        out.write(`${id} removed\n`);
      }
      return 0;
    case "path":
      if (names.length === 0) out.write(`${store.folder}\n`);
      for (const id of names) {
        for (const file of await filesHere(id, store)) out.write(`${store.path(file)}\n`);
      }
      return 0;
    case "import": {
      const [path, ...rest] = some("a file");
      if (rest.length > 0) throw new SyntaxError("models import takes one file");
      const { as, manifest, tensor } = values;
      const classes = values.classes?.split(",").map((label) => label.trim());
      const kept = await importModel(path!, store, {
        ...(as === undefined ? {} : { as }),
        ...(manifest === undefined ? {} : { manifest }),
        ...(tensor === undefined ? {} : { tensor }),
        ...(classes === undefined ? {} : { classes }),
      });
      for (const file of kept) out.write(`${store.path(file)}\n`);
      return 0;
    }
    default:
      throw new SyntaxError(
        `models ${action ?? "alone"} came, wanted list, pull, verify, remove, path or import`,
      );
  }
}

async function pull(
  name: string,
  dtype: "fp32" | "int8",
  store: ModelStore,
  { out, err }: Host,
  options: PullOptions,
): Promise<void> {
  const { files, described } = await wantedFiles(name, dtype);
  for (const file of files) {
    const progress = createProgressDisplay(err);
    const label = `${file.id} ${file.file}`;
    try {
      const came = await store.pull(file, {
        ...options,
        onProgress: ({ done, total }) => progress.update(label, done / total),
      });
      progress.clear();
      out.write(`${label} ${came ? "downloaded" : "is here"}\n`);
    } finally {
      progress.clear();
    }
  }
  if (described) await store.put(described.file, described.bytes);
}

/** The files behind a name: those of a published model, or of a manifest, which is kept too. */
async function wantedFiles(name: string, dtype: "fp32" | "int8"): Promise<{
  readonly files: readonly ModelFile[];
  readonly described?: { readonly file: ModelFile; readonly bytes: Uint8Array };
}> {
  if (name.endsWith(".json")) {
    const bytes = await readFile(name);
    const files = manifestFiles(readManifest(bytes, name), name);
    const { id } = files[0]!;
    return { files, described: { file: { id, file: `${id}.json` }, bytes } };
  }
  return { files: publishedFiles(name, dtype) };
}

async function verify(ids: readonly string[], store: ModelStore, host: Host): Promise<number> {
  const { out, err, signal } = host;
  if (ids.length === 0) err.write(`There is nothing in ${store.folder}\n`);
  let failed = false;
  for (const id of ids) {
    for (const here of await filesHere(id, store)) {
      const pinned = publishedModels.find((one) => one.id === id)?.files
        .find(({ file }) => file === here.file);
      try {
        await store.verify({ ...pinned, id, file: here.file }, { signal });
        out.write(`${id} ${here.file} ok\n`);
      } catch (error) {
        if (!(error instanceof ModelError || error instanceof StoreError)) throw error;
        err.write(`${error.message}\n`);
        failed = true;
      }
    }
  }
  return failed ? 1 : 0;
}

/** A pull that failed leaves a folder without files. */
async function idsHere(store: ModelStore): Promise<string[]> {
  const ids: string[] = [];
  for (const id of await store.ids()) if ((await store.files(id)).length > 0) ids.push(id);
  return ids;
}

async function filesHere(id: string, store: ModelStore): Promise<ModelFile[]> {
  const files = await store.files(id);
  if (files.length === 0) throw notHere(id, store);
  return files.map(({ file }) => ({ id, file }));
}

function notHere(id: string, store: ModelStore): StoreError {
  return new StoreError(`Opening ${id}: there are no files of it in ${store.folder}`, {
    code: "not_found",
  });
}
