/**
 * Writes the results page and the speed chart from `bench/results.json`:
 *
 * ```sh
 * deno task bench:report
 * deno task bench:report --check  # changes nothing, fails when one of them differs
 * ```
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { extname } from "node:path";
import process from "node:process";
import { ROOT } from "../tests/runner/paths.ts";
import { readOptions } from "../tools/read_options.ts";
import { topics } from "./cases/mod.ts";
import { speedChart } from "./chart.ts";
import { formatResults, type Results } from "./results.ts";

/** Path of the measured data in the repository. */
export const RESULTS = "bench/results.json";

/** Texts of the generated files, by path in the repository. */
export function reportFiles(results: Results): Map<string, string> {
  const texts = {
    "bench/RESULTS.md": formatResults(results, topics),
    "docs/speed.svg": speedChart(results),
  };
  return new Map(Object.entries(texts).map(([path, text]) => [path, format(path, text)]));
}

function format(path: string, input: string): string {
  const args = ["fmt", `--ext=${extname(path).slice(1)}`, "-"];
  const { status, stdout, stderr } = spawnSync(Deno.execPath(), args, {
    cwd: ROOT,
    input,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`Formatting ${path} failed:\n${stderr}`);
  return stdout;
}

if (import.meta.main) {
  const { check } = readOptions(
    `deno task bench:report [--check]

Write bench/RESULTS.md and docs/speed.svg from ${RESULTS}.

  --check  Write nothing, and fail when a file differs`,
    { check: { type: "boolean" } },
  );
  const results: Results = JSON.parse(await readFile(ROOT + RESULTS, "utf8"));
  for (const [path, text] of reportFiles(results)) {
    if (!check) {
      await writeFile(ROOT + path, text);
    } else if (await readFile(ROOT + path, "utf8") !== text) {
      console.error(`${path} differs from ${RESULTS}; run deno task bench:report`);
      process.exitCode = 1;
    }
  }
}
