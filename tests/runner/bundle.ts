/**
 * Bundles tests against the npm package, so that what runs on Node, Bun and workerd is what is shipped.
 *
 * @module
 */
import { build, type Plugin, stop } from "npm:esbuild@0.28.2";
import { copyFile, glob, readFile, rm } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { OUT, ROOT } from "./paths.ts";

/** What bundling the tests found. */
export interface Bundled {
  /** The packages that the tests import, with their pinned versions. */
  readonly packages: Readonly<Record<string, string>>;
  /** The bundles, relative to the repository. */
  readonly files: readonly string[];
}

/**
 * Bundles every test into `npm/tests`, with all packages left to `node_modules` there:
 * `npm:name@1.2.3` becomes `name`.
 *
 * @param imports of `deno.json`
 */
export async function bundleTests(imports: Readonly<Record<string, string>>): Promise<Bundled> {
  for await (const old of glob(`${OUT}**/*.mjs`, { exclude: inModules })) await rm(old);
  const tests = await Array.fromAsync(
    glob("tests/**/*_test.ts", { cwd: ROOT }),
    (path) => path.replaceAll("\\", "/"),
  );
  const packages: Record<string, string> = {};
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [
      ...tests.filter((path) => !/^tests\/(repo|suites)\//.test(path)),
      "tests/runtime/worker.ts",
      "tests/golden/cases.ts",
      // Names the version of what the import map leads to a file of ours.
      ...Object.values(imports).filter((target) => target.startsWith("./")),
    ],
    outdir: OUT,
    outbase: "tests",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    metafile: true,
    plugins: [packageNames(/[\\/]tests[\\/].*\.ts$/, packages), sourcePackages],
  });
  for (const { imports: found } of Object.values(metafile.outputs)) {
    for (const { path } of found) {
      const pin = imports[path]?.match(/^npm:.+@([^@]+)$/)?.[1];
      if (pin) packages[path] = pin;
    }
  }
  const files = Object.keys(metafile.outputs).filter((path) => path.endsWith("_test.mjs")).sort();
  return { packages, files };
}

/**
 * Names packages as `node_modules` does in the files that `filter` matches.
 *
 * @param packages takes the versions of what `npm:` specifiers name
 */
export function packageNames(filter: RegExp, packages: Record<string, string>): Plugin {
  return {
    name: "names",
    setup({ onLoad }) {
      onLoad({ filter }, async ({ path }) => ({
        contents: (await readFile(path, "utf8"))
          .replace(/"npm:(@?[^@"]+)@([^/"]+)/g, (_, name: string, version: string) => {
            packages[name] = version;
            return `"${name}`;
          })
          .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)),
        loader: "ts",
      }));
    },
  };
}

/** Names packages of the sources, which are dependencies of the package, as `node_modules` does. */
const sourcePackages: Plugin = {
  name: "source packages",
  setup({ onResolve }) {
    onResolve({ filter: /^npm:/ }, ({ path }) => ({
      path: path.replace(/^npm:(@?[^@]+)@[^/]+/, "$1"),
      external: true,
    }));
  },
};

/** The example Worker. */
export const EXAMPLE_WORKER: string = `${ROOT}examples/worker/worker.js`;

/**
 * Bundles Workers, with the installed packages inside, into folders of `npm/tests`: `worker` and
 * `classify_worker`, the example, have no ONNX runtime, `encoder_worker` and `server_worker` have one.
 */
export async function bundleWorkers(): Promise<void> {
  await bundleWorker(`${OUT}runtime/worker.mjs`, OUT, "worker");
  await bundleWorker(EXAMPLE_WORKER, OUT, "classify_worker");
  await bundleWorker(`${ROOT}tests/runtime/encoder_worker.js`, OUT, "encoder_worker");
  await bundleWorker(`${ROOT}tests/runtime/server_worker.js`, OUT, "server_worker");
}

/** Bundles the example page into `npm/tests/browser`, with the package inside. */
export async function bundlePage(): Promise<void> {
  const outdir = `${OUT}browser/`;
  await rm(outdir, { recursive: true, force: true });
  await build({
    entryPoints: [`${ROOT}examples/browser/main.js`],
    outdir: `${outdir}dist`,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    nodePaths: [`${OUT}node_modules`],
  });
  await copyFile(`${ROOT}examples/browser/index.html`, `${outdir}index.html`);
}

/**
 * Bundles one Worker into a folder of its own.
 *
 * @param root where the packages are installed, and the folder is made
 */
export async function bundleWorker(entry: string, root: string, folder: string): Promise<void> {
  const outdir = root + folder;
  await rm(outdir, { recursive: true, force: true });
  await build({
    entryPoints: { worker: entry },
    outdir,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    conditions: ["workerd", "worker", "browser"],
    mainFields: ["browser", "module", "main"],
    nodePaths: [`${root}node_modules`],
    external: ["node:*"],
    loader: { ".wasm": "copy" },
  });
}

/** Ends esbuild's process, without which the runner's would not end. */
export const stopBundling: () => Promise<void> = stop;

function inModules(path: string): boolean {
  return path.includes("node_modules");
}
