/**
 * Programs that measure: on Deno from the sources, elsewhere with the packed npm package.
 *
 * @module
 */
import { build, stop } from "npm:esbuild@0.28.2";
import { mkdir, readFile } from "node:fs/promises";
import { bundleWorker, EXAMPLE_WORKER, packageNames } from "../tests/runner/bundle.ts";
import { LOCK } from "../tests/runner/checks.ts";
import { installPackage } from "../tests/runner/install.ts";
import { ROOT } from "../tests/runner/paths.ts";
import { BUN_VERSION } from "../tests/runner/prepare.ts";
import { run } from "../tests/runner/run.ts";

/** Values of `--runtime`. */
export const RUNTIMES: readonly string[] = ["deno", "node", "bun", "workerd"];

/** Rivals have a separate lock because they are large. */
const RIVALS_LOCK = ["--lock=bench/deno.lock", "--frozen"] as const;
const OUT = `${ROOT}npm/bench/`;
const PROGRAMS = [
  "child",
  "cold_start",
  "encoder_child",
  "fresh_isolate_child",
  "workerd_child",
] as const;
const WORKERS = ["worker", "fresh_worker"] as const;

/** A program of this folder. */
export type ProgramName = typeof PROGRAMS[number];

/** Runs a program of this folder on a runtime. @returns its report */
export async function runOn(
  runtime: string,
  name: ProgramName,
  ...args: string[]
): Promise<unknown> {
  const [program = "", ...first] = runtime === "deno"
    ? [Deno.execPath(), "run", "-A", ...RIVALS_LOCK, `bench/${name}.ts`]
    : [runtime === "bun" ? `${OUT}node_modules/bun/bin/bun.exe` : "node", `${OUT}${name}.mjs`];
  const { status, output } = await run(program, [...first, ...args]);
  const report = output.split("\x1e")[1]?.split("\n")[0];
  if (status !== 0 || report === undefined) throw new Error(output.trim());
  return JSON.parse(report);
}

/** Version that a runtime reports. */
export async function versionOf(runtime: string): Promise<string> {
  if (runtime === "deno") return Deno.version.deno;
  if (runtime === "workerd") {
    const { version } = JSON.parse(
      await readFile(`${OUT}node_modules/workerd/package.json`, "utf8"),
    );
    return version;
  }
  const program = runtime === "node" ? "node" : `${OUT}node_modules/bun/bin/bun.exe`;
  return (await run(program, ["--version"])).output.trim().replace(/^v/, "");
}

/**
 * Builds the npm package and installs it with the rivals into `npm/bench`, beside the bundled programs.
 *
 * @throws {Error} when a step fails, with its output
 */
export async function preparePackage(): Promise<void> {
  const built = await run(Deno.execPath(), ["run", "-A", ...LOCK, "npm/build.ts"]);
  if (built.status !== 0) throw new Error(`Building the npm package failed:\n${built.output}`);
  await mkdir(OUT, { recursive: true });
  const packages: Record<string, string> = {};
  await build({
    absWorkingDir: ROOT,
    entryPoints: [...PROGRAMS, ...WORKERS].map((name) => `bench/${name}.ts`),
    outdir: OUT,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    plugins: [packageNames(/\/bench\/.*\.ts$/, packages)],
  });
  Deno.env.set("ONNXRUNTIME_NODE_INSTALL", "skip");
  await installPackage({ ...packages, bun: BUN_VERSION }, OUT);
  for (const name of WORKERS) await bundleWorker(`${OUT}${name}.mjs`, OUT, name);
  await bundleWorker(EXAMPLE_WORKER, OUT, "classify_worker");
  await stop();
}
