/**
 * The programs that run `cases.ts`.
 *
 * @module
 */
import process from "node:process";
import { fileURLToPath } from "node:url";

/** What `--runtime` takes. */
export const RUNTIMES: readonly string[] = ["deno"];

/** Program and first arguments that run `cases.ts` on a runtime. */
export function programFor(_runtime: string): Promise<string[]> {
  const cases = fileURLToPath(new URL("./cases.ts", import.meta.url));
  return Promise.resolve([process.execPath, "run", "-A", cases]);
}
