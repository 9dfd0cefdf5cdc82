/**
 * Programs that run `cases.ts`: on Deno from the sources, elsewhere from the packed npm package.
 *
 * @module
 */
import process from "node:process";
import { fileURLToPath } from "node:url";

/** Accepted values of `--runtime`. */
export const RUNTIMES: readonly string[] = ["deno", "node", "bun"];

/** Returns program and first arguments that run `cases.ts` on a runtime. */
export async function programFor(runtime: string): Promise<string[]> {
  if (runtime === "deno") {
    const cases = fileURLToPath(new URL("./cases.ts", import.meta.url));
    return [process.execPath, "run", "-A", "--lock", "--frozen", cases];
  }
  const { BUN, preparePackage } = await import("../runner/prepare.ts");
  const { OUT } = await import("../runner/paths.ts");
  await preparePackage();
  return [runtime === "node" ? "node" : BUN, `${OUT}golden/cases.mjs`];
}
