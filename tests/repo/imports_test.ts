import assert from "node:assert/strict";
import { dirname, join } from "node:path/posix";
import { test } from "node:test";
import { LAZY_PACKAGES } from "../../src/listen/sinks/load_package.ts";
import { circles, codeOf, files, type Import, importsOf } from "./_repository.ts";

/** Stages in order; a stage imports from itself, earlier stages and the foundations. */
const STAGES = [
  "source",
  "decode",
  "waveform",
  "resample",
  "windows",
  "features",
  "encoder",
  "pooling",
  "head",
  "models",
  "prediction",
];
/** Foundations that every file may import; they import only each other. */
const FLOOR = [
  "types.ts",
  "fields.ts",
  "errors.ts",
  "random.ts",
  "event_loop.ts",
  "check_option.ts",
  "instance_of.ts",
  "version.ts",
  "dsp",
];
/** Users of the stages, in order; each may import the ones before it. */
const USERS = [
  "metrics",
  "data",
  "augment",
  "store",
  "input",
  "fit",
  "classifier.ts",
  "pipeline.ts",
  "listen",
  "microphone",
  "eval",
];
/** Leaves that import only the foundations. */
const LEAVES = ["metrics", "terminal"];
/** Surfaces that no other folder imports. */
const SURFACES = ["report", "cli", "server", "queue", "web"];

/** Folders of `src` that each folder may import. */
const allowed = new Map<string, readonly string[]>([
  ...FLOOR.map((part) => [part, FLOOR] as const),
  ...STAGES.map((part, i) => [part, [...FLOOR, ...STAGES.slice(0, i + 1)]] as const),
  ...USERS.map((part, i) => [part, [...FLOOR, ...STAGES, ...USERS.slice(0, i + 1)]] as const),
  ...LEAVES.map((part) => [part, [...FLOOR, part]] as const),
  ...SURFACES.map((part) =>
    [part, [...FLOOR, ...STAGES, ...USERS, "terminal", "report", part]] as const
  ),
  ["cli", [...FLOOR, ...STAGES, ...USERS, "terminal", "report", "server", "cli"]],
]);

const sources = files.filter((path) => /^src\/.*\.ts$/.test(path));
const imports = sources.flatMap(importsOf);
const partOf = (path: string) => path.split("/")[1]!;
const show = ({ from, to }: Import) => `${from} -> ${to}`;

test("every part of src has a place in the order", () => {
  const parts = [...new Set(sources.map(partOf))];
  assert.deepEqual(parts.filter((part) => !allowed.has(part)), []);
});

test("imports go from later stages to earlier ones", () => {
  const inside = imports.filter(({ to }) => to.startsWith("src/"));
  assert.ok(inside.length > 0);
  const wrong = inside.filter(({ from, to }) => !allowed.get(partOf(from))?.includes(partOf(to)));
  assert.deepEqual(wrong.map(show), []);
});

test("files and folders do not import each other in cycles", () => {
  const relative = imports.filter(({ from, to }) => to.startsWith("src/") && from !== to);
  assert.deepEqual(circles(relative), []);
  const partsOf = relative.map(({ from, to }) => ({ from: partOf(from), to: partOf(to) }));
  assert.deepEqual(circles(partsOf.filter(({ from, to }) => from !== to)), []);
});

/** Folders outside of src, and what their files may import besides themselves and packages. */
const OUTSIDE: Readonly<Record<string, readonly string[]>> = {
  "models/training/": ["src/", "models/", "tools/"],
  "bench/": ["src/", "tests/", "tools/"],
  "tools/": [],
  "decoders/": ["tools/"],
  "npm/": ["src/", "decoders/", "tools/"],
  "examples/": [],
  "tests/": ["src/", "decoders/", "models/training/", "bench/", "tools/"],
};
const everywhere = files.filter((path) => path.endsWith(".ts")).flatMap(importsOf)
  .filter(({ to }) => files.includes(to));

test("src imports nothing outside of src but manifests, the version and the decoders", () => {
  const data = /^(?:(?:deno|models\/(?:encoders\/)?[^/]+)\.json|decoders\/mod\.ts)$/;
  const outside = imports.filter(({ to }) => files.includes(to) && !to.startsWith("src/"));
  assert.deepEqual(outside.filter(({ to }) => !data.test(to)).map(show), []);
});

test("files outside of src import only what their folder may", () => {
  for (const [folder, allowed] of Object.entries(OUTSIDE)) {
    const own = everywhere.filter(({ from }) => from.startsWith(folder));
    const wrong = own.filter(({ to }) => ![folder, ...allowed].some((part) => to.startsWith(part)));
    assert.deepEqual(wrong.map(show), []);
  }
});

test("no files of the repository import each other in a circle", () => {
  assert.ok(everywhere.some(({ from }) => from.startsWith("models/training/")));
  assert.deepEqual(circles(everywhere.filter(({ from, to }) => from !== to)), []);
});

test("a file whose name starts with _ is imported from its own folder only", () => {
  const folder = (path: string) => path.slice(0, path.lastIndexOf("/") + 1);
  const wrong = imports.filter(({ from, to }) =>
    /\/_[^/]*$/.test(to) && !from.startsWith(folder(to))
  );
  assert.deepEqual(wrong.map(show), []);
});

/** Files that may depend on the runtime. */
const HOST = /^src\/(source|input|store|cli|server|queue|listen\/sinks|dsp\/load)/;

test("stages use no modules of Node and no globals of one runtime", () => {
  const pure = sources.filter((path) => !HOST.test(path));
  const modules = pure.flatMap(importsOf).filter(({ to }) => to.startsWith("node:"));
  assert.deepEqual(modules.map(show), []);
  const globals =
    /(?<![.\w"])(?:Deno|Bun|process)\.\w|\b(?:globalThis|typeof)[. ](?:window|document)\b/;
  assert.deepEqual(pure.filter((path) => globals.test(codeOf(path))), []);
});

/** Lists the files that a file loads eagerly, without types and lazy imports. */
function loadedBy(...entries: readonly string[]): ReadonlySet<string> {
  const loaded = new Set<string>();
  const load = (path: string): void => {
    if (loaded.has(path) || !path.endsWith(".ts")) return;
    loaded.add(path);
    const code = codeOf(path).replace(/\b(?:import|export) type [^;]*;/g, "");
    for (const [, to = ""] of code.matchAll(/\bfrom\s*"(\.[^"]+)"/g)) load(join(dirname(path), to));
  };
  entries.forEach(load);
  return loaded;
}

test("the root entry and the main command load the model store only when they need it", () => {
  const root = loadedBy("mod.ts");
  assert.ok(root.has("src/pipeline.ts"));
  assert.deepEqual([...root].filter((path) => path.startsWith("src/store/")), []);
  const main = loadedBy("cli.ts", "src/cli/commands/classify.ts");
  assert.ok(main.has("src/cli/main.ts"));
  const store = /models\/published\.ts|store\/(?!file_system\.ts)|commands\/models\.ts/;
  assert.deepEqual([...main].filter((path) => store.test(path)), []);
});

test("only one file names the ONNX runtime, and not as a literal import", () => {
  const naming = sources.filter((path) => /["'`]onnxruntime/.test(codeOf(path)));
  assert.deepEqual(naming, ["src/encoder/ort_load.ts"]);
  assert.deepEqual(imports.filter(({ to }) => to.includes("onnxruntime")).map(show), []);
});

/** File of the server that imports hono; only the entry of the server loads it. */
const SERVER_PACKAGES = /^src\/server\/hono\.ts$/;

test("packages that connect to other systems are loaded on use", () => {
  const types = sources.filter((path) => !SERVER_PACKAGES.test(path)).flatMap((path) =>
    Array.from(
      codeOf(path).matchAll(/(?:import type [^;]* from |typeof import\()"npm:([^"@]+)@([^"]+)"/g),
      ([, name, version]) => [name, version],
    )
  );
  const known: Readonly<Record<string, string>> = LAZY_PACKAGES;
  assert.ok(types.length > 0);
  for (const [name, version] of types) assert.equal(version, known[name!], `${name}`);
  const eager = sources.filter((path) => !SERVER_PACKAGES.test(path)).filter((path) => {
    const code = codeOf(path).replace(/\bimport type [^;]*;|typeof import\([^)]*\)/g, "");
    return /\b(?:from|import)\s*\(?\s*"(?:npm:|mqtt|prom-client|smol-toml)/.test(code);
  });
  assert.deepEqual(eager, []);
  const listen = loadedBy("src/listen/mod.ts");
  assert.ok(listen.has("src/listen/sinks/mqtt.ts"));
  const root = [...loadedBy("mod.ts")].filter((path) => path.startsWith("src/listen/"));
  assert.deepEqual(root, []);
});

test("the application of a server uses nothing of a process, and the root nothing of it", () => {
  const app = loadedBy("src/server/mod.ts");
  assert.ok(app.has("src/server/hono.ts"));
  const host = [...app].filter((path) => {
    const code = codeOf(path).replace(/\bimport type [^;]*;/g, "");
    const isOurs = path.startsWith("src/server/");
    return /\bfrom\s*"node:/.test(code) || isOurs && /\b(?:console|process)\./.test(code);
  });
  assert.deepEqual(host, []);
  const others = loadedBy("mod.ts", "cli.ts", "src/cli/commands/serve.ts", "src/listen/mod.ts");
  assert.deepEqual([...others].filter((path) => path.startsWith("src/server/")), []);
});

test("live listening loads no module of Node with its entry", () => {
  const eager = [...loadedBy("src/listen/mod.ts")].filter((path) =>
    /\bfrom\s*"node:/.test(codeOf(path).replace(/\bimport type [^;]*;/g, ""))
  );
  assert.deepEqual(eager, []);
});
