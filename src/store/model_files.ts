import { describe } from "../check_option.ts";
import { ModelError } from "../errors.ts";
import { type HubFile, hubUrl, type ModelFile } from "../models/model_file.ts";

/** JSON object of a manifest with any keys. */
export type FileManifest = Readonly<Record<string, unknown>>;

/** Reads a manifest. @throws {ModelError} when it is not a JSON object */
export function readManifest(bytes: Uint8Array, path: string): FileManifest {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ModelError(`Reading ${path}: expected JSON, received bytes that do not parse`, {
      modelId: path,
      cause,
    });
  }
  if (typeof json === "object" && json !== null && !Array.isArray(json)) {
    return json as FileManifest;
  }
  throw new ModelError(`Reading ${path}: expected a JSON object, received ${describe(json)}`, {
    modelId: path,
  });
}

/**
 * Lists the files of a manifest: its `file`, and its `external_data` if there is one, which is next
 * to it on disk and on the server.
 *
 * @throws {ModelError} when a key is missing or invalid
 */
export function manifestFiles(manifest: FileManifest, path: string): [ModelFile, ...ModelFile[]] {
  const main = manifestFile(manifest, path);
  const beside = manifest["external_data"];
  if (beside === undefined) return [main];
  if (typeof beside !== "string") {
    throw new ModelError(`Reading ${path}: expected a name as external_data, received ${beside}`, {
      modelId: main.id,
    });
  }
  const url = main.url && new URL(beside, main.url).href;
  return [main, { id: main.id, file: beside, ...(url ? { url } : {}) }];
}

/**
 * Reads the main file of a manifest: `id`, `file`, and if they are known `sha256`, `bytes`, and
 * `url`, or `hub` with `repository`, `file` and `revision`.
 *
 * @throws {ModelError} when one of them is missing or invalid
 */
function manifestFile(manifest: FileManifest, path: string): ModelFile {
  const { id, file, sha256, bytes, url } = manifest;
  const fail = (problem: string): never => {
    throw new ModelError(`Reading ${path}: ${problem}`, { modelId: String(id ?? path) });
  };
  if (typeof id !== "string" || typeof file !== "string") {
    const keys = Object.keys(manifest).join(", ") || "none";
    return fail(`expected a head, or a manifest with an id and a file, received the keys ${keys}`);
  }
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(String(sha256))) {
    return fail(`expected 64 lower-case hexadecimal digits as sha256, received ${sha256}`);
  }
  if (bytes !== undefined && !Number.isSafeInteger(bytes)) {
    return fail(`expected a whole number as bytes, received ${bytes}`);
  }
  const hub = manifest["hub"] as HubFile | undefined;
  const address = url ?? (hub?.repository && hub.file ? hubUrl(hub) : undefined);
  return {
    id,
    file,
    ...(sha256 === undefined ? {} : { sha256: String(sha256) }),
    ...(bytes === undefined ? {} : { bytes: Number(bytes) }),
    ...(typeof address === "string" ? { url: address } : {}),
  };
}
