import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
import { sharedFile } from "./_shared.ts";

const HINTS: Readonly<Record<string, string>> = {
  "shared data": "set BABYCRY_SHARED to its folder",
};

/**
 * Options of a test that needs something a clone may lack. Without it the test is skipped, and
 * `tests/run.ts` counts it; with `BABYCRY_REQUIRE` set, its absence is an error.
 *
 * @param need `shared data`, an absolute path such as `/dev/full`, or a program on `PATH`
 * @param paths files of the shared data
 * @throws {Error} when it is absent and `BABYCRY_REQUIRE` is set
 *
 * @example
 * ```ts ignore
 * test("a real cry is detected", requires("shared data", "data/manifest.csv"), () => { ... });
 * ```
 */
export function requires(need: string, ...paths: readonly string[]): { skip: string | false } {
  const found = need === "shared data"
    ? paths.every(sharedFile)
    : need.startsWith("/")
    ? existsSync(need)
    : findProgram(need) !== undefined;
  if (found) return { skip: false };
  const hint = HINTS[need] ?? "install it";
  if (process.env["BABYCRY_REQUIRE"]) {
    throw new Error(`Missing ${need}: a test needs it and BABYCRY_REQUIRE is set; ${hint}`);
  }
  console.log(`[skipped] needs ${need}`);
  return { skip: `needs ${need}: ${hint}` };
}

/** Path of a program in a folder of `PATH`, or undefined. */
export function findProgram(name: string): string | undefined {
  const names = process.platform === "win32" ? [`${name}.exe`, `${name}.cmd`] : [name];
  return (process.env["PATH"] ?? "").split(delimiter)
    .flatMap((folder) => names.map((file) => join(folder, file)))
    .find(existsSync);
}
