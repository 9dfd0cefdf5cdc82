/**
 * Builds the npm package in `npm/dist` from the exports of `deno.json`: ECMAScript modules by
 * esbuild, with shared chunks so that lazy imports stay lazy, and declarations by tsc.
 *
 *     deno task build:npm
 *
 * @module
 */
import { build, type Metafile, stop } from "npm:esbuild@0.28.2";
import { execFileSync } from "node:child_process";
import { chmod, copyFile, readFile, rm, stat, writeFile } from "node:fs/promises";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { readOptions } from "../tools/read_options.ts";
import { LAZY_PACKAGES } from "../src/listen/sinks/load_package.ts";
import { ORT_WEB } from "../src/encoder/ort_load.ts";
import { buildDecoders, DECODERS } from "./build_decoders.ts";
import { type DenoConfig, packageExports, validateExports } from "./package_exports.ts";

const NODE_FLOOR = "20";
/** Specifier of a package: its name, version and subpath. */
const NPM_SPECIFIER = /^npm:(@?[^@]+)@([^/]+)(.*)$/;

readOptions("deno task build:npm\n\nBuild the npm package in npm/dist.", {});
const root = fileURLToPath(new URL("..", import.meta.url));
const dist = `${root}npm/dist/`;
const config: DenoConfig = JSON.parse(await readFile(`${root}deno.json`, "utf8"));
/** Packages that decode. Workers cannot compile them, so they are unavailable under `workerd`. */
const decoders = Object.keys(config.imports).filter((name) =>
  config.imports[name]!.startsWith("npm:")
);
const isFile = (path: string) => stat(path).then((s) => s.isFile(), () => false);

await rm(dist, { recursive: true, force: true });
const entries = Object.fromEntries(
  Object.entries(config.exports).map(([key, file]) => [key === "." ? "index" : key.slice(2), file]),
);
if (await isFile(`${root}cli.ts`)) entries["cli"] = "./cli.ts";
// The program that the workers of a server run; no entry of the package.
entries["server_worker"] = "./src/server/predictor/pool_worker.ts";
/** Versions of the packages that `npm:` specifiers name. */
const versions: Record<string, string> = {};
entries["classifier_worker"] = "./src/microphone/classifier_worker.ts";
const metafile = await bundle(entries);
await bundle({ load_bytes: "./src/dsp/load_bytes.ts" });
declarations([...Object.values(config.exports), "./decoders/mod.ts"]);
await buildDecoders(root, config, `${dist}types/decoders/`);

await copyFile(`${root}npm/load_workerd.js`, `${dist}load_workerd.js`);
await writeFile(
  `${dist}unavailable.js`,
  'throw new TypeError("Loading a package: expected a host that supports it, received another");\n',
);
await copyFile(`${root}dsp-wasm/dsp.wasm`, `${dist}dsp.wasm`);
for (const name of ["README.md", "LICENSE", "NOTICE"]) {
  if (await isFile(root + name)) await copyFile(root + name, dist + name);
}
if (entries["cli"]) {
  const code = await readFile(`${dist}cli.js`, "utf8");
  await writeFile(`${dist}cli.js`, `#!/usr/bin/env node\n${code.replace(/^#!.*\n/, "")}`);
  await chmod(`${dist}cli.js`, 0o755);
}
const manifest = {
  name: config.name,
  version: config.version,
  description: "Infant cry detection: an audio SDK with a WebAssembly core and embedded models",
  license: config.license,
  repository: { type: "git", url: `git+${config.repository}.git` },
  type: "module",
  sideEffects: ["./classifier_worker.js"],
  engines: { node: `>=${NODE_FLOOR}` },
  exports: packageExports(config),
  imports: {
    "#load_dsp": { workerd: "./load_workerd.js", default: "./load_bytes.js" },
    ...Object.fromEntries(
      decoders.map((name) => [`#${name}`, { workerd: "./unavailable.js", default: name }]),
    ),
    ...Object.fromEntries(
      lazyBuiltins(metafile).map((name) => [name, {
        // Node rejects targets that are URLs, and `node:` makes a target a URL.
        node: name.slice("#node:".length),
        default: "./unavailable.js",
      }]),
    ),
  },
  ...(entries["cli"] ? { bin: { babycry: "./cli.js" } } : {}),
  ...dependencies(metafile),
  // Optional because of its size of 140 MB; only encoders need it.
  peerDependencies: { [ORT_WEB.name]: `^${ORT_WEB.version}` },
  peerDependenciesMeta: { [ORT_WEB.name]: { optional: true } },
};
validateExports(config, manifest.exports, (path) => isFile(dist + path));
await writeFile(`${dist}package.json`, JSON.stringify(manifest, null, 2) + "\n");
report(metafile);
await stop();

/** Bundles the entries into `npm/dist`, one file each plus shared chunks. */
async function bundle(entryPoints: Record<string, string>): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: dist,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    chunkNames: "chunks/[name]-[hash]",
    external: ["node:*"],
    packages: "external",
    metafile: true,
    legalComments: "none",
    plugins: [{
      name: "by-condition",
      setup({ onLoad, onResolve }) {
        onResolve(
          { filter: /\/load_bytes\.ts$/ },
          ({ kind }) => kind === "entry-point" ? undefined : { path: "#load_dsp", external: true },
        );
        onResolve(
          { filter: /^[@\w]/ },
          ({ path }) => decoders.includes(path) ? { path: `#${path}`, external: true } : undefined,
        );
        onResolve({ filter: /^npm:/ }, ({ path }) => {
          const [, name = "", version = "", rest = ""] = path.match(NPM_SPECIFIER) ?? [];
          versions[name] = version;
          return { path: name + rest, external: true };
        });
        // Bundlers find the file of a worker by this expression.
        onLoad({ filter: /\/create_classifier_worker\.ts$/ }, async ({ path }) => ({
          contents: (await readFile(path, "utf8")).replace(
            "classifier_worker.ts",
            "classifier_worker.js",
          ),
          loader: "ts",
        }));
        onResolve({ filter: /\/decoders\/mod\.ts$/ }, () => ({ path: DECODERS, external: true }));
        // Bundlers for browsers reject modules of Node, even in dynamic imports.
        onResolve(
          { filter: /^node:/ },
          ({ path, kind }) =>
            kind === "dynamic-import" ? { path: `#${path}`, external: true } : undefined,
        );
      },
    }],
  });
  for (const file of Object.keys(metafile.outputs)) await dropBareImports(`${root}${file}`);
  return metafile;
}

/** Removes imports without names: the modules have no side effects, and bundlers would warn. */
async function dropBareImports(file: string): Promise<void> {
  const code = await readFile(file, "utf8");
  await writeFile(file, code.replaceAll(/^import "\.\.?\/[^"]+";\n/gm, ""));
}

/** Writes declarations of the files and of their imports; `deno check` checks the types. */
function declarations(files: string[]): void {
  const options = {
    allowImportingTsExtensions: "true",
    declaration: "true",
    emitDeclarationOnly: "true",
    isolatedDeclarations: "true",
    lib: "esnext,dom",
    module: "esnext",
    moduleResolution: "bundler",
    noCheck: "true",
    outDir: `${dist}types`,
    resolveJsonModule: "true",
    rootDir: root,
    target: "es2022",
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  execFileSync(
    Deno.execPath(),
    ["run", "-A", "--no-lock", "npm:typescript@7.0.2/tsc", ...args, ...files],
    { cwd: root, stdio: "inherit" },
  );
}

/** Lists the modules of Node that the bundle imports lazily, by their names in the bundle. */
function lazyBuiltins({ outputs }: Metafile): string[] {
  const paths = Object.values(outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  return [...new Set(paths)].filter((path) => path.startsWith("#node:")).sort();
}

/** Lists the packages that the bundle imports, at the versions of `deno.json`. */
function dependencies({ outputs }: Metafile): Record<string, Record<string, string>> {
  const literal = Object.values(outputs).flatMap(({ imports }) =>
    imports.filter((i) => i.external && !/^#?(node:|load_dsp)/.test(i.path))
      .map((i) => i.path.replace(/^#/, ""))
      .map((path) => path.split("/").slice(0, path.startsWith("@") ? 2 : 1).join("/"))
  );
  const names = new Set([...literal, ...Object.keys(LAZY_PACKAGES)]);
  const pinned = (isIncluded: (name: string) => boolean) =>
    Object.fromEntries(
      [...names].filter(isIncluded).sort().map((name) => {
        const version = name === DECODERS
          ? config.version
          : (LAZY_PACKAGES as Readonly<Record<string, string>>)[name] ??
            versions[name] ?? config.imports[name]?.match(/^npm:.+@([^@]+)$/)?.[1];
        if (!version) {
          throw new TypeError(
            `Building: expected a version of ${name} in deno.json, received none`,
          );
        }
        return [name, `^${version}`];
      }),
    );
  // Optional because of its license, the MPL.
  return {
    dependencies: pinned((name) => name !== DECODERS),
    optionalDependencies: pinned((name) => name === DECODERS),
  };
}

function report({ outputs }: Metafile): void {
  const bytes = Object.values(outputs).reduce((sum, { bytes }) => sum + bytes, 0);
  process.stdout.write(`npm/dist: ${Object.keys(outputs).length} modules, ${bytes} bytes\n`);
}
