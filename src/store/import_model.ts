import { readFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { ModelError } from "../errors.ts";
import { checkEncoder } from "../encoder/check_encoder.ts";
import { isTflite, readYamnet } from "../encoder/yamnet/read_tflite.ts";
import { type ClassifierJson, createHead } from "../head/classifier.ts";
import { ifThere } from "./file_system.ts";
import type { ModelFile } from "../models/model_file.ts";
import { publishedEncoders } from "../models/published_encoders.ts";
import { publishedModels } from "../models/published.ts";
import { modelNames } from "../models/registry.ts";
import { isOnnx } from "./is_onnx.ts";
import type { ModelStore } from "./store_types.ts";
import { isSafetensors, readSafetensors, type SafeTensors } from "./safetensors.ts";
import { headOfTensors } from "./head_from_tensors.ts";
import { type FileManifest, manifestFiles, readManifest } from "./model_files.ts";

const YAMNET_FILE = publishedEncoders.yamnet.file;

/** Options of an import. */
export interface ImportOptions {
  /** Name in the store: `ID` or `ID/FILE`. */
  readonly as?: string;
  /** Path of the manifest of an ONNX file; default the JSON file next to it with the same name. */
  readonly manifest?: string;
  /** Labels of a head in safetensors; default from the file's metadata. */
  readonly classes?: readonly string[];
  /** Name of the weight in safetensors; default the only one. */
  readonly tensor?: string;
}

/**
 * Checks a file and writes it to the store: a head as classifier JSON or in safetensors, an
 * encoder's manifest, an ONNX file with its external data, or the TensorFlow Lite file of YAMNet.
 *
 * @returns files in the store
 * @throws {ModelError} when the file does not match its manifest or its format
 * @throws {RangeError} when its role is ambiguous, or an option has no effect on it
 * @throws {StoreError} when the store cannot be written
 */
export async function importModel(
  path: string,
  store: ModelStore,
  options: ImportOptions,
): Promise<ModelFile[]> {
  const bytes = await readFile(path);
  const stem = basename(path, extname(path));
  if (isTflite(bytes) || extname(path) === ".tflite") {
    checkEffect(path, options, "a TensorFlow Lite file", ["as"]);
    readYamnet(bytes);
    const [id, file = YAMNET_FILE] = splitName(options.as ?? "yamnet");
    return [await keep({ id, file }, bytes, store)];
  }
  if (isSafetensors(bytes)) {
    checkEffect(path, options, "a safetensors file", ["as", "classes", "tensor"]);
    const head = headOfTensors(tensorsOf(bytes, path), options);
    return [await keepHead(head, undefined, stem, store, options)];
  }
  const start = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart();
  if (start.startsWith("{")) {
    const json = readManifest(bytes, path);
    if ("task" in json) {
      throw new ModelError(
        `Importing ${path}: expected a head or the manifest of an encoder, received a model; ` +
          "use it as it is (option model)",
        { modelId: stem },
      );
    }
    if ("format" in json) {
      checkEffect(path, options, "a head in JSON", ["as"]);
      return [await keepHead(json as unknown as ClassifierJson, bytes, stem, store, options)];
    }
    const [{ file }] = manifestFiles(json, path);
    checkEffect(path, options, "the manifest of an encoder", []);
    return await keepOnnx(join(dirname(path), file), json, bytes, store);
  }
  checkEffect(path, options, "an ONNX file", [options.as === undefined ? "manifest" : "as"]);
  if (options.as !== undefined) {
    const [id, file = basename(path)] = splitName(options.as);
    const content = contentOf(file);
    checkBytes(bytes, content, path);
    const data = content === "ONNX" ? await ifThere(readFile(`${path}.data`)) : undefined;
    if (data) checkBytes(data, "external data", `${path}.data`);
    const files = [await keep({ id, file }, bytes, store)];
    if (data) files.push(await keep({ id, file: `${file}.data` }, data, store));
    return files;
  }
  checkBytes(bytes, "ONNX", path);
  const beside = options.manifest ?? join(dirname(path), `${stem}.json`);
  const text = await ifThere(readFile(beside));
  if (!text) {
    throw new RangeError(
      `Importing ${path}: expected a manifest ${beside}, received none; ` +
        "name one with option manifest, or the known model with option as",
    );
  }
  return await keepOnnx(path, readManifest(text, beside), text, store);
}

/** Checks that each option has an effect. @throws {RangeError} when one has none */
function checkEffect(
  path: string,
  options: ImportOptions,
  kind: string,
  names: readonly (keyof ImportOptions)[],
): void {
  const other = (Object.keys(options) as (keyof ImportOptions)[])
    .find((name) => options[name] !== undefined && !names.includes(name));
  if (other === undefined) return;
  throw new RangeError(
    `Importing ${path}: expected a file that uses option ${other}, received ${kind}`,
  );
}

/** Checks a head with {@link createHead} and writes it; `bytes` are written unchanged. */
async function keepHead(
  head: ClassifierJson,
  bytes: Uint8Array | undefined,
  stem: string,
  store: ModelStore,
  options: ImportOptions,
): Promise<ModelFile> {
  const [id, name] = options.as === undefined ? [stem] : splitName(options.as);
  const file = name ?? `${stem}.json`;
  if (!file.endsWith(".json")) {
    throw new SyntaxError(
      `Invalid option as: expected a name in .json for a head, received ${file}`,
    );
  }
  createHead(head, id);
  const text = bytes ?? new TextEncoder().encode(JSON.stringify(head) + "\n");
  return await keep({ id, file }, text, store);
}

/** Writes an ONNX file and its external data, checked against the manifest, and the manifest. */
async function keepOnnx(
  path: string,
  manifest: FileManifest,
  text: Uint8Array,
  store: ModelStore,
): Promise<ModelFile[]> {
  checkEncoder(manifest);
  const files = manifestFiles(manifest, path);
  const contents: Uint8Array[] = [];
  for (const [i, { id, file, url }] of files.entries()) {
    const from = i === 0 ? path : join(dirname(path), file);
    const bytes = await ifThere(readFile(from));
    if (!bytes) {
      const hint = url ? `; babycry models pull MANIFEST downloads it from ${url}` : "";
      throw new RangeError(`Importing ${id}: expected ${from}, received no such file${hint}`);
    }
    checkBytes(bytes, i === 0 ? "ONNX" : "external data", from);
    contents.push(bytes);
  }
  const [{ id }] = files;
  files.push({ id, file: `${id}.json` });
  contents.push(text);
  for (const [i, file] of files.entries()) await keep(file, contents[i]!, store);
  return files;
}

/** Writes a file. @throws {RangeError} for a model of the package, whose files are not read */
async function keep(file: ModelFile, bytes: Uint8Array, store: ModelStore): Promise<ModelFile> {
  if (modelNames.includes(file.id) && !publishedModels.some(({ id }) => id === file.id)) {
    throw new RangeError(
      `Importing ${file.id}: expected a name that no model of the package has; name another one with option as`,
    );
  }
  await store.put(file, bytes);
  return file;
}

/** Reads tensors. @throws {ModelError} when the bytes do not parse */
function tensorsOf(bytes: Uint8Array, path: string): SafeTensors {
  try {
    return readSafetensors(bytes);
  } catch (cause) {
    const { message } = cause as Error;
    throw new ModelError(`Importing ${path}: ${message}`, { modelId: path, cause });
  }
}

/** Splits `ID/FILE`. */
function splitName(name: string): [id: string, file?: string] {
  const [id = "", ...rest] = name.split("/");
  return rest.length > 0 ? [id, rest.join("/")] : [id];
}

/** Content of a file in the store. */
type Content = "ONNX" | "external data" | "a head in JSON or safetensors";

/** Returns the kind of content that a file name in the store requires. */
function contentOf(file: string): Content {
  if (file.endsWith(".json")) return "a head in JSON or safetensors";
  return file.endsWith(".data") ? "external data" : "ONNX";
}

/** Checks bytes that are not a head. @throws {ModelError} when they are not the expected content */
function checkBytes(bytes: Uint8Array, expected: Content, path: string): void {
  const start = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart();
  const received = bytes.length === 0
    ? "an empty file"
    : start.startsWith("version https://git-lfs")
    ? "a Git LFS pointer"
    : /^<(!doctype|html|\?xml)/i.test(start)
    ? "a web page"
    : expected === "external data"
    ? undefined
    : start.startsWith("PK")
    ? "a zip archive, such as a PyTorch checkpoint"
    : bytes[0] === 0x80
    ? "a Python pickle, such as joblib's"
    : expected !== "ONNX" || !isOnnx(bytes)
    ? "another format"
    : undefined;
  if (received === undefined) return;
  throw new ModelError(`Importing ${path}: expected ${expected}, received ${received}`, {
    modelId: path,
  });
}
