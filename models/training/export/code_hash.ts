import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { wasmSha256 } from "../../../src/dsp/wasm_sha256.ts";

/** Hash of the WebAssembly core and of all files of some folders. */
export async function codeHash(folders: readonly string[]): Promise<string> {
  const hash = createHash("sha256").update(wasmSha256);
  for (const path of folders) {
    for (const name of (await readdir(path)).sort()) hash.update(await readFile(join(path, name)));
  }
  return hash.digest("hex").slice(0, 16);
}
