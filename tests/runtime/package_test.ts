/** Tests of the installed npm package. Run by Node. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "npm:esbuild@0.28.2";
import ts from "npm:typescript@5.9.3";
import { syntheticCry } from "../../src/cli/commands/_synthetic_cry.ts";
import { wav } from "../decode/_write.ts";

const run = promisify(execFile);
const installed = fileURLToPath(new URL("../../npm/tests/", import.meta.url));
const examples = fileURLToPath(new URL("../../examples/", import.meta.url));
const BUN = `${installed}node_modules/bun/bin/bun.exe`;
const manifestOf = async (name: string) =>
  JSON.parse(await readFile(`${installed}node_modules/${name}/package.json`, "utf8"));
const manifest = await manifestOf("@babycry/babycry");
const specifiers = Object.keys(manifest.exports).map((key) => key.replace(".", "@babycry/babycry"));

test("every export can be imported", async () => {
  for (const specifier of specifiers) {
    const { stdout } = await run("node", [
      "--input-type=module",
      "--eval",
      `console.log(Object.keys(await import(${JSON.stringify(specifier)})).length)`,
    ], { cwd: installed });
    assert.ok(Number(stdout) > 0, `${specifier} exports nothing`);
  }
});

test("the package names the repository of deno.json", async () => {
  const file = new URL("../../deno.json", import.meta.url);
  const { repository } = JSON.parse(await readFile(file, "utf8"));
  assert.equal(manifest.repository.url, `git+${repository}.git`);
});

test("the package holds bundles, declarations, the core and texts, and nothing else", async () => {
  const folder = `${installed}node_modules/@babycry/babycry`;
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
  assert.ok(files.includes("index.js"));
  const expected =
    /^((chunks\/)?[\w-]+\.js|types\/(mod|cli|src\/.+)\.d\.ts|types\/models\/.+\.json|dsp\.wasm|package\.json|README\.md|LICENSE|NOTICE)$/;
  assert.deepEqual(files.filter((file) => !expected.test(file)), []);
});

test("every export has declarations that compile", async () => {
  const folder = await mkdtemp(`${installed}types-`);
  try {
    const file = `${folder}/consumer.ts`;
    await writeFile(
      file,
      specifiers.map((name, i) => `export * as m${i} from "${name}";\n`).join(""),
    );
    const program = ts.createProgram([file], {
      strict: true,
      declaration: true,
      target: ts.ScriptTarget.ES2022,
      lib: ["lib.esnext.d.ts", "lib.dom.d.ts"],
      module: ts.ModuleKind.NodeNext,
      types: [],
      noEmit: true,
    });
    const found = ts.getPreEmitDiagnostics(program);
    assert.equal(
      ts.formatDiagnostics(found, {
        ...ts.sys,
        getCanonicalFileName: String,
        getNewLine: () => "\n",
      }),
      "",
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a bundler for browsers finds no modules of Node and reports no warnings", async () => {
  const everything = specifiers.map((name, i) => `export * as m${i} from "${name}";\n`).join("");
  for (const contents of [everything, 'export { createClassifier } from "@babycry/babycry";']) {
    const { warnings, outputFiles } = await build({
      stdin: { contents, resolveDir: installed },
      bundle: true,
      splitting: true,
      format: "esm",
      platform: "browser",
      outdir: "unused",
      write: false,
      logLevel: "silent",
    });
    assert.deepEqual(warnings, []);
    for (const { path, text } of outputFiles) {
      assert.doesNotMatch(text, /(?:from|import\() ?"#?node:/, path);
    }
  }
});

/** Bundles the root entry for a browser. @returns its files, and those that it loads at its start */
async function bundleRoot() {
  const { metafile: { outputs } } = await build({
    stdin: { contents: 'export * from "@babycry/babycry";', resolveDir: installed },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    outdir: "unused",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const loaded = new Set(Object.keys(outputs).filter((path) => path.endsWith("stdin.js")));
  for (const path of loaded) {
    for (const { path: next, kind } of outputs[path]!.imports) {
      if (kind === "import-statement") loaded.add(next);
    }
  }
  return { outputs, loaded };
}

test("a bundle of the root has no package that connects to other systems", async () => {
  const { outputs } = await bundleRoot();
  const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
  assert.ok(inputs.some((path) => path.includes("@babycry/babycry/")));
  const other =
    /node_modules\/(hono|zod|@hono|@asteasolutions|ipaddr\.js|ws|mqtt|prom-client|smol-toml)\//;
  assert.deepEqual(inputs.filter((path) => other.test(path)), []);
});

test("a bundle loads cry-pain only when it is named", async () => {
  const { outputs, loaded } = await bundleRoot();
  const chunks = Object.keys(outputs).filter((path) => /\bcry-pain-[\w-]+\.js$/.test(path));
  assert.equal(chunks.length, 1);
  const inputs = [...loaded].flatMap((path) => Object.keys(outputs[path]!.inputs));
  assert.deepEqual(inputs.filter((path) => path.includes("cry-pain")), []);
  const imported = [...loaded].flatMap((path) => outputs[path]!.imports);
  const { kind } = imported.find(({ path }) => path === chunks[0])!;
  assert.equal(kind, "dynamic-import");
});

test("the installed program runs", async () => {
  // On Windows the program is a script, which needs a shell.
  const options = { shell: process.platform === "win32" };
  const { stdout } = await run(`${installed}node_modules/.bin/babycry`, ["demo"], options);
  assert.match(stdout, /crying/);
});

for (const [folder, program] of [["node", "node"], ["bun", BUN]] as const) {
  test(`the example for ${folder} classifies a recording`, async () => {
    const copy = await mkdtemp(`${installed}example-`);
    try {
      await cp(`${examples}${folder}`, copy, { recursive: true });
      const { samples, sampleRateHz } = syntheticCry();
      await writeFile(`${copy}/clip.wav`, wav(samples, sampleRateHz));
      const { stdout } = await run(program, ["classify.js", "clip.wav"], { cwd: copy });
      assert.match(stdout, /^clip\.wav: cry, probability (0\.9|1\.0)\d$/m);
    } finally {
      await rm(copy, { recursive: true });
    }
  });
}

test("no dependency is under the GPL or LGPL, and the required ones are not under the MPL", async () => {
  assert.deepEqual(Object.keys(manifest.optionalDependencies), ["@babycry/decoders"]);
  assert.equal((await manifestOf("@babycry/decoders")).license, "MPL-2.0");
  const needed = Object.keys(manifest.dependencies);
  for (const name of needed) {
    const { license, dependencies = {} } = await manifestOf(name);
    assert.doesNotMatch(license, /GPL|MPL/, name);
    needed.push(...Object.keys(dependencies).filter((next) => !needed.includes(next)));
  }
});

test("without an ONNX runtime the embedded model predicts, and encoders report the missing package", async () => {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  try {
    const copy = `${folder}/node_modules/@babycry/babycry`;
    await cp(`${installed}node_modules/@babycry/babycry`, copy, { recursive: true });
    const program = `
      import { createClassifier } from "@babycry/babycry";
      import { createEncoder } from "@babycry/babycry/encoders";
      import { publishedEncoders } from "@babycry/babycry/models";
      const samples = new Float32Array(96_000);
      const { cry } = await (await createClassifier()).predict({ samples, sampleRateHz: 48_000 });
      const source = { read: () => Promise.resolve(new Uint8Array(8)) };
      const encoder = createEncoder(publishedEncoders.clap, { source });
      const error = await encoder.encode([samples]).catch((error) => error);
      console.log([cry.label, error.name, error.dependency].join());`;
    const args = ["--input-type=module", "--eval", program];
    const { stdout } = await run("node", args, { cwd: folder });
    assert.equal(stdout.trim(), "no_cry,UnavailableError,onnxruntime-web");
  } finally {
    await rm(folder, { recursive: true });
  }
});
