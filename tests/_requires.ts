import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";
import { sharedFile } from "./_shared.ts";

const MOUNT = "mount of a disk";
const HINTS: Readonly<Record<string, string>> = {
  "shared data": "set BABYCRY_SHARED to its folder",
  [MOUNT]: "run the tests as root, where mount is allowed",
  suites: "set BABYCRY_SUITES to the folder of test suites of other projects",
};

/**
 * Options of a test that needs something a clone may lack. Without it the test is skipped, and
 * `tests/run.ts` counts it; with `BABYCRY_REQUIRE` set, its absence is an error, except for suites
 * and mounts.
 *
 * @param need `shared data`, `suites`, `mount of a disk`, an absolute path such as `/dev/full`, or a program on `PATH`
 * @param paths files of the shared data, or folders of the suites
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
    : need === "suites"
    ? paths.every(suiteFolder)
    : need === MOUNT
    ? canMount()
    : need.startsWith("/")
    ? existsSync(need)
    : findProgram(need) !== undefined;
  if (found) return { skip: false };
  const hint = HINTS[need] ?? "install it";
  if (process.env["BABYCRY_REQUIRE"] && need !== "suites" && need !== MOUNT) {
    throw new Error(`Missing ${need}: a test needs it and BABYCRY_REQUIRE is set; ${hint}`);
  }
  console.log(`[skipped] needs ${need}`);
  return { skip: `needs ${need}: ${hint}` };
}

/** Folder of a test suite of another project, or undefined. */
export function suiteFolder(name: string): string | undefined {
  const folder = join(process.env["BABYCRY_SUITES"] ?? "../suites", name);
  return existsSync(folder) ? folder : undefined;
}

/** Whether this process may mount a disk; the attempt is in a namespace of its own. */
function canMount(): boolean {
  if (process.getuid?.() !== 0) return false;
  return spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "none", tmpdir()]).status === 0;
}

/** Path of a program in a folder of `PATH`, or undefined. */
export function findProgram(name: string): string | undefined {
  const names = process.platform === "win32" ? [`${name}.exe`, `${name}.cmd`] : [name];
  return (process.env["PATH"] ?? "").split(delimiter)
    .flatMap((folder) => names.map((file) => join(folder, file)))
    .find(existsSync);
}
