/**
 * Compiles `assembly/` to `dsp.wasm` and to the bytes that `src/dsp/_wasm.ts` inlines.
 *
 *     deno task build:wasm           write both files
 *     deno task build:wasm --check   fail when the committed files differ from the sources
 *
 * @module
 */
import asc from "npm:assemblyscript@0.28.20/asc";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import process from "node:process";
import { gzipSync } from "node:zlib";
import { readOptions } from "../tools/read_options.ts";

const here = (path: string) => new URL(path, import.meta.url);

async function compile(): Promise<Uint8Array> {
  const written = new Map<string, Uint8Array | string>();
  const { error, stderr } = await asc.main([
    "assembly/index.ts",
    ...[
      "--outFile",
      "dsp.wasm",
      "--runtime",
      "stub",
      "--enable",
      "simd",
      "-O3",
      "--noAssert",
      "--converge",
    ],
    ...["--initialMemory", "16"],
  ], {
    readFile: async (name: string) => {
      try {
        return await readFile(here(name), "utf8");
      } catch {
        return null;
      }
    },
    writeFile: (name: string, contents: Uint8Array | string) => void written.set(name, contents),
    listFiles: () => [],
  });
  if (error) throw new SyntaxError(`${error.message}\n${stderr.toString()}`);
  const wasm = written.get("dsp.wasm");
  if (!(wasm instanceof Uint8Array)) throw new TypeError("The compiler wrote no dsp.wasm");
  const module = new WebAssembly.Module(wasm as BufferSource);
  const imports = WebAssembly.Module.imports(module);
  if (imports.length > 0) {
    throw new TypeError(
      `dsp.wasm imports ${
        imports.map((i) => `${i.module}.${i.name}`).join(", ")
      }, nothing was wanted`,
    );
  }
  const table = await readFile(here("README.md"), "utf8");
  const unnamed = WebAssembly.Module.exports(module)
    .filter(({ name }) => name !== "memory" && !table.includes(`\`${name}\``));
  if (unnamed.length > 0) {
    throw new TypeError(
      `dsp-wasm/README.md does not name the exports ${unnamed.map(({ name }) => name).join(", ")}`,
    );
  }
  return wasm;
}

function inlined(wasm: Uint8Array): string {
  return [
    "// Written by dsp-wasm/build.ts from dsp-wasm/assembly; do not edit.",
    "// deno-fmt-ignore-file",
    `/** SHA-256 of the bytes. */`,
    `export const wasmSha256: string = "${createHash("sha256").update(wasm).digest("hex")}";`,
    `/** dsp-wasm/dsp.wasm, ${wasm.length} bytes. */`,
    `export const wasmBase64: string = "${Buffer.from(wasm).toString("base64")}";`,
    "",
  ].join("\n");
}

const { check } = readOptions(
  `deno task build:wasm [--check]

Compile dsp-wasm/assembly to dsp-wasm/dsp.wasm and src/dsp/_wasm.ts.

  --check  Write nothing, and fail when a file differs`,
  { check: { type: "boolean" } },
);
const wasm = await compile();
const text = inlined(wasm);
const sizes = `${wasm.length} bytes, ${gzipSync(wasm, { level: 9 }).length} gzipped`;
if (check) {
  const same = Buffer.compare(await readFile(here("dsp.wasm")), wasm) === 0 &&
    await readFile(here("../src/dsp/_wasm.ts"), "utf8") === text;
  if (!same) {
    console.error(
      `dsp.wasm or src/dsp/_wasm.ts differs from dsp-wasm/assembly (${sizes}): run deno task build:wasm`,
    );
    process.exit(1);
  }
  console.log(`dsp.wasm is what dsp-wasm/assembly compiles to: ${sizes}`);
} else {
  await writeFile(here("dsp.wasm"), wasm);
  await writeFile(here("../src/dsp/_wasm.ts"), text);
  console.log(`dsp.wasm: ${sizes}`);
}
