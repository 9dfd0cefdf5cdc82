import { ModelError } from "../errors.ts";
import { type HubFile, hubUrl, type ModelFile } from "../models/model_file.ts";

/** What a manifest says of its file; it says more. */
export type FileManifest = Readonly<Record<string, unknown>>;

/** @throws {ModelError} when it is no JSON object */
export function readManifest(bytes: Uint8Array, path: string): FileManifest {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ModelError(`Reading ${path}: it is not JSON`, { modelId: path, cause });
  }
  if (typeof json === "object" && json !== null && !Array.isArray(json)) {
    return json as FileManifest;
  }
  throw new ModelError(`Reading ${path}: wanted a JSON object`, { modelId: path });
}

/**
 * The files that a manifest describes: its `file`, and where there is one its `external_data`, which is
 * looked for beside it, on the disk and under the address.
 *
 * @throws {ModelError} when something in it is missing or not what it should be
 */
export function manifestFiles(manifest: FileManifest, path: string): [ModelFile, ...ModelFile[]] {
  const main = manifestFile(manifest, path);
  const beside = manifest["external_data"];
  if (beside === undefined) return [main];
  if (typeof beside !== "string") {
    throw new ModelError(`Reading ${path}: external_data is ${beside}, wanted a name`, {
      modelId: main.id,
    });
  }
  const url = main.url && new URL(beside, main.url).href;
  return [main, { id: main.id, file: beside, ...(url ? { url } : {}) }];
}

/**
 * The file that a manifest describes: `id`, `file`, and where they are known `sha256`, `bytes`, and
 * `url`, or `hub` with `repository`, `file` and `revision`.
 *
 * @throws {ModelError} when one of them is missing or not what it should be
 */
function manifestFile(manifest: FileManifest, path: string): ModelFile {
  const { id, file, sha256, bytes, url } = manifest;
  const fail = (what: string): never => {
    throw new ModelError(`Reading ${path}: ${what}`, { modelId: String(id ?? path) });
  };
  if (typeof id !== "string" || typeof file !== "string") {
    return fail("it is neither a head nor a manifest, which has an id and a file");
  }
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(String(sha256))) {
    return fail(`sha256 is ${sha256}, wanted 64 lower-case hexadecimal digits`);
  }
  if (bytes !== undefined && !Number.isSafeInteger(bytes)) return fail(`bytes is ${bytes}`);
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
