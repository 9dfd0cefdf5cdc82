/**
 * Compiles the decoders to `_wasm.ts`. Needs cargo; rustup installs the compiler and the target that
 * `rust-toolchain.toml` names.
 *
 *     deno task build:decoders           write the file
 *     deno task build:decoders --check   fail when the committed file differs
 *
 * @module
 */
import type { Buffer } from "node:buffer";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { readOptions } from "../tools/read_options.ts";
import { sourcesSha256 } from "./sources_sha256.ts";

const TARGET = "wasm32-unknown-unknown";
const MEMORY_MAX_BYTES = 64 * 2 ** 20;
/** Changes of Symphonia: HE-AAC would be decoded at half its sample rate. */
const PATCHES = [{
  file: "symphonia-codec-aac/src/aac/mod.rs",
  from: "0xd | 0xe => self.asc.sbr_present = true,",
  to: '0xd | 0xe => return unsupported_error("HE-AAC"),',
}];

const here = fileURLToPath(new URL(".", import.meta.url));

/** Compiles in a folder of its own, so that no path of this machine is in the module. */
async function compile(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "babycry-decoders-"));
  try {
    const cargo = (args: readonly string[], env = {}) =>
      execFileSync("cargo", args, {
        cwd: here,
        env: { ...process.env, ...env },
        stdio: ["ignore", "ignore", "inherit"],
      });
    const vendor = join(folder, "vendor");
    cargo(["vendor", "--quiet", "--locked", vendor]);
    for (const patch of PATCHES) await apply(vendor, patch);
    cargo([
      ...["build", "--quiet", "--release", "--locked", "--offline", "--target", TARGET],
      ...["--target-dir", join(folder, "target")],
      ...["--config", 'source.crates-io.replace-with="vendored"'],
      ...["--config", `source.vendored.directory=${JSON.stringify(vendor)}`],
    ], {
      RUSTFLAGS: [
        "-Ctarget-feature=+simd128",
        `-Clink-arg=--max-memory=${MEMORY_MAX_BYTES}`,
        `--remap-path-prefix=${folder}=`,
        `--remap-path-prefix=${here}=`,
      ].join(" "),
    });
    return await readFile(join(folder, "target", TARGET, "release/decoders.wasm"));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Replaces the text of a vendored crate. Without a list of files, cargo accepts the change. */
async function apply(vendor: string, { file, from, to }: typeof PATCHES[number]): Promise<void> {
  const path = join(vendor, file);
  const source = await readFile(path, "utf8");
  if (source.split(from).length !== 2) {
    throw new SyntaxError(`Patching ${file}: expected ${from} once, received another version`);
  }
  await writeFile(path, source.replace(from, to));
  const checksums = join(vendor, file.split("/")[0]!, ".cargo-checksum.json");
  const { package: sha256 } = JSON.parse(await readFile(checksums, "utf8"));
  await writeFile(checksums, JSON.stringify({ files: {}, package: sha256 }));
}

const { check } = readOptions(
  `deno task build:decoders [--check]

Compile decoders/src to decoders/_wasm.ts.

  --check  Write nothing, and fail when the file differs`,
  { check: { type: "boolean" } },
);
const wasm = await compile();
const imports = WebAssembly.Module.imports(new WebAssembly.Module(new Uint8Array(wasm)));
if (imports.length > 0) {
  throw new TypeError(`Compiling the decoders: expected no imports, received ${imports.length}`);
}
const text = [
  "// Written by decoders/build.ts; do not edit. Compiled from decoders/src and Symphonia (MPL-2.0).",
  "// deno-fmt-ignore-file",
  "/** SHA-256 of the sources. */",
  `export const sourcesSha256: string = "${await sourcesSha256()}";`,
  `/** The module, ${wasm.length} bytes. */`,
  `export const wasmBase64: string = "${wasm.toString("base64")}";`,
  "",
].join("\n");
const sizes = `${wasm.length} bytes, ${gzipSync(wasm, { level: 9 }).length} gzipped`;
const file = join(here, "_wasm.ts");
if (!check) {
  await writeFile(file, text);
  console.log(`decoders/_wasm.ts: ${sizes}`);
} else if (await readFile(file, "utf8") === text) {
  console.log(`decoders/_wasm.ts is what decoders/src compiles to: ${sizes}`);
} else {
  console.error(
    `decoders/_wasm.ts differs from decoders/src (${sizes}): run deno task build:decoders`,
  );
  process.exit(1);
}
