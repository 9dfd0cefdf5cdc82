/**
 * What is checked without running the library: form, types, generated files, documentation.
 *
 * @module
 */
import { glob } from "node:fs/promises";
import { ROOT } from "./paths.ts";
import { run } from "./run.ts";

/** One command that has to succeed. */
export interface Check {
  readonly name: string;
  readonly args: readonly string[];
}

/** Development packages have a lock of their own, so that the main job does not fetch them. */
export const LOCK = ["--lock=npm/deno.lock", "--frozen"] as const;

/** AssemblyScript is not TypeScript, and what npm holds is made or installed. */
const NOT_CHECKED = [
  "dsp-wasm/assembly/**",
  "npm/{dist,decoders,tests,bench}/**",
  "**/node_modules/**",
];

/** @param entries the files that `deno.json` exports */
export async function checks(entries: readonly string[]): Promise<readonly Check[]> {
  const files = await Array.fromAsync(glob("**/*.ts", { cwd: ROOT, exclude: NOT_CHECKED }));
  const pages = await Array.fromAsync(glob("{README,docs/*}.md", { cwd: ROOT }));
  return [
    { name: "format", args: ["fmt", "--check"] },
    { name: "lint", args: ["lint"] },
    { name: "types", args: ["check", "--quiet", ...LOCK, ...files] },
    { name: "samples", args: ["check", "--quiet", "--doc-only", ...LOCK, ...pages] },
    {
      name: "cards",
      args: ["run", "-A", ...LOCK, "models/training/cards/write_cards.ts", "--check"],
    },
    { name: "benches", args: ["run", "-A", ...LOCK, "bench/report.ts", "--check"] },
    { name: "wasm", args: ["run", "-A", ...LOCK, "dsp-wasm/build.ts", "--check"] },
    { name: "documentation", args: ["doc", "--lint", ...entries] },
    { name: "publishing", args: ["publish", "--dry-run", "--allow-dirty"] },
  ];
}

/** Runs a check with this Deno. @returns its output when it failed */
export async function failureOf({ name, args }: Check): Promise<string | undefined> {
  const { status, output } = await run(Deno.execPath(), args);
  return status === 0 ? undefined : `${name}: deno ${args[0]} failed\n${output}`;
}
