/**
 * Builds the npm package and puts it, with the bundled tests, where Node and Bun run them.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { AMR_ENCODER } from "../../src/augment/codecs.ts";
import { ORT_WEB } from "../../src/encoder/ort_load.ts";
import { bundlePage, bundleTests, bundleWorkers, stopBundling } from "./bundle.ts";
import { LOCK } from "./checks.ts";
import { installPackage } from "./install.ts";
import { OUT, ROOT } from "./paths.ts";
import { run } from "./run.ts";

/** The Bun that is tested and measured. */
export const BUN_VERSION = "1.4.4";

/** The Bun that {@link preparePackage} installs. */
export const BUN: string = `${OUT}node_modules/bun/bin/bun.exe`;

/**
 * Builds the package, bundles the tests, installs both.
 *
 * @returns the bundled test files, relative to the repository
 * @throws {Error} when a step fails, with its output
 */
export async function preparePackage(): Promise<readonly string[]> {
  const { imports } = JSON.parse(await readFile(`${ROOT}deno.json`, "utf8"));
  const built = await run(Deno.execPath(), ["run", "-A", ...LOCK, "npm/build.ts"]);
  if (built.status !== 0) throw new Error(`Building the npm package failed:\n${built.output}`);
  const { packages, files } = await bundleTests(imports);
  await installPackage({
    ...packages,
    bun: BUN_VERSION,
    [AMR_ENCODER.name]: AMR_ENCODER.version,
    [ORT_WEB.name]: ORT_WEB.version,
  });
  await bundleWorkers();
  await bundlePage();
  await stopBundling();
  return files;
}
