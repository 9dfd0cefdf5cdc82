/**
 * Compiles the decoders of AMR to `_wasm.ts`. Needs clang and lld with the target wasm32, and tar.
 *
 *     deno task build:amr           write the file
 *     deno task build:amr --check   fail when the committed file differs
 *
 * @module
 */
import type { Buffer } from "node:buffer";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { glob, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { readOptions } from "../../tools/read_options.ts";
import { sourcesSha256 } from "./sources_sha256.ts";

/** Release of opencore-amr: the first one without an endless loop in damaged files. */
const RELEASE = "opencore-amr-0.1.6";
const RELEASE_URL =
  `https://downloads.sourceforge.net/project/opencore-amr/opencore-amr/${RELEASE}.tar.gz`;
const RELEASE_SHA256 = "483eb4061088e2b34b358e47540b5d495a96cd468e361050fae615b1809dc4a1";
const CODECS = "opencore/codecs_v2/audio/gsm_amr";
/** Sources that the release's own build leaves out. */
const UNUSED =
  /\/(decoder_gsm_amr|pvgsmamrdecoder|bits2prm|copy|div_32|l_abs|r_fft|vad[12]|decoder_amr_wb)\.cpp$/;
const INCLUDES = [
  ...[".", "oscl", `${CODECS}/amr_nb/dec/src`, `${CODECS}/amr_nb/common/include`],
  ...[`${CODECS}/amr_nb/dec/include`, `${CODECS}/amr_nb/enc/src`, `${CODECS}/common/dec/include`],
  ...[`${CODECS}/amr_wb/dec/src`, `${CODECS}/amr_wb/dec/include`],
];
const MEMORY_MAX_BYTES = 2 ** 20;
const FLAGS = [
  ...["--target=wasm32", "-O3", "-flto", "-mbulk-memory", "-nostdlib", "-w"],
  // The codec relies on integers that wrap around: without the flag, peaks lose their sign.
  ...["-fwrapv", "-fno-exceptions", "-fno-rtti", "-DDISABLE_AMRNB_ENCODER"],
  ...["-Wl,--no-entry", "-Wl,--lto-O3", "-Wl,--strip-all"],
  `-Wl,--max-memory=${MEMORY_MAX_BYTES}`,
];

const here = fileURLToPath(new URL(".", import.meta.url));

const { check, sources } = readOptions(
  `deno task build:amr [--check] [--sources FILE]

Compile decoders/amr and ${RELEASE} to decoders/amr/_wasm.ts.

  --check         Write nothing, and fail when the file differs
  --sources FILE  Archive of the release; default: downloaded`,
  { check: { type: "boolean" }, sources: { type: "string" } },
);
const wasm = await compile(await release());
const imports = WebAssembly.Module.imports(new WebAssembly.Module(new Uint8Array(wasm)));
if (imports.length > 0) {
  throw new TypeError(`Compiling AMR: expected no imports, received ${imports.length}`);
}
const text = [
  `// Written by decoders/amr/build.ts; do not edit. Compiled from ${RELEASE} (Apache-2.0).`,
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
  console.log(`decoders/amr/_wasm.ts: ${sizes}`);
} else if (await readFile(file, "utf8") === text) {
  console.log(`decoders/amr/_wasm.ts is what its sources compile to: ${sizes}`);
} else {
  console.error(
    `decoders/amr/_wasm.ts differs from its sources (${sizes}): run deno task build:amr`,
  );
  process.exit(1);
}

/** Archive of the release, checked. */
async function release(): Promise<Uint8Array> {
  const archive = sources === undefined
    ? new Uint8Array(await (await fetch(RELEASE_URL)).arrayBuffer())
    : await readFile(sources);
  const sha256 = createHash("sha256").update(archive).digest("hex");
  if (sha256 === RELEASE_SHA256) return archive;
  throw new TypeError(`Reading ${RELEASE}: expected SHA-256 ${RELEASE_SHA256}, received ${sha256}`);
}

async function compile(archive: Uint8Array): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "babycry-amr-"));
  try {
    await writeFile(join(folder, "release.tar.gz"), archive);
    execFileSync("tar", ["xf", "release.tar.gz"], { cwd: folder });
    const cwd = join(folder, RELEASE);
    const parts = "{amr_nb/dec,amr_nb/common,amr_wb/dec}";
    const all = await Array.fromAsync(glob(`${CODECS}/${parts}/src/*.cpp`, { cwd }));
    const used = [
      "amrnb/wrapper.cpp",
      "amrwb/wrapper.cpp",
      ...all.filter((path) => !UNUSED.test(path)),
    ];
    execFileSync("clang", [
      ...FLAGS,
      ...["-isystem", join(here, "libc"), ...INCLUDES.map((path) => `-I${path}`)],
      ...[join(here, "decoder.cpp"), ...used.sort(), "-o", "amr.wasm"],
    ], { cwd, stdio: ["ignore", "ignore", "inherit"] });
    return await readFile(join(cwd, "amr.wasm"));
  } finally {
    await rm(folder, { recursive: true });
  }
}
