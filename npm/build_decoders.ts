/**
 * Builds the npm package `@babycry/decoders` in `npm/decoders` from `decoders/`.
 *
 * @module
 */
import { build } from "npm:esbuild@0.28.2";
import { Buffer } from "node:buffer";
import { copyFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { wasmBase64 } from "../decoders/_wasm.ts";
import { wasmBase64 as amrBase64 } from "../decoders/amr/_wasm.ts";
import type { DenoConfig } from "./package_exports.ts";

/** Name of the package. */
export const DECODERS: string = "@babycry/decoders";

/**
 * Builds the package. On hosts that forbid compiling WebAssembly, the module is imported.
 *
 * @param root folder of the repository, with a slash at its end
 * @param config keys of `deno.json`, whose version the package has
 * @param declarations folder with the declarations of `decoders/`; removed
 */
export async function buildDecoders(
  root: string,
  config: DenoConfig,
  declarations: string,
): Promise<void> {
  const out = `${root}npm/decoders/`;
  await rm(out, { recursive: true, force: true });
  await mkdir(out);
  await build({
    absWorkingDir: root,
    entryPoints: {
      index: "./decoders/mod.ts",
      compile: "./decoders/compile.ts",
      compile_amr: "./decoders/amr/compile_amr.ts",
    },
    outdir: out,
    bundle: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    plugins: [{
      name: "by-condition",
      setup: ({ onResolve }) =>
        onResolve(
          { filter: /\/compile(_amr)?\.ts$/ },
          ({ path, kind }) =>
            kind === "entry-point"
              ? undefined
              : { path: path.replace(/.*\/(\w+)\.ts$/, "#$1"), external: true },
        ),
    }],
  });
  await writeFile(`${out}decoders.wasm`, Buffer.from(wasmBase64, "base64"));
  await writeFile(`${out}amr.wasm`, Buffer.from(amrBase64, "base64"));
  await copyFile(`${root}decoders/amr/compile_amr_workerd.js`, `${out}compile_amr_workerd.js`);
  for (
    const name of [
      "compile_workerd.js",
      "README.md",
      "LICENSE",
      "LICENSE-libopus",
      "LICENSE-opencore-amr",
    ]
  ) {
    await copyFile(`${root}decoders/${name}`, out + name);
  }
  await rename(`${declarations}mod.d.ts`, `${out}index.d.ts`);
  await rm(declarations, { recursive: true });
  const manifest = {
    name: DECODERS,
    version: config.version,
    description: "WebAssembly decoders of AAC-LC, ALAC, AMR, Opus, Vorbis and MPEG audio",
    license: "MPL-2.0",
    repository: {
      type: "git",
      url: `git+${config.repository}.git`,
      directory: "decoders",
    },
    type: "module",
    sideEffects: false,
    exports: { ".": { types: "./index.d.ts", default: "./index.js" } },
    imports: {
      "#compile": { workerd: "./compile_workerd.js", default: "./compile.js" },
      "#compile_amr": { workerd: "./compile_amr_workerd.js", default: "./compile_amr.js" },
    },
  };
  await writeFile(`${out}package.json`, JSON.stringify(manifest, null, 2) + "\n");
}
