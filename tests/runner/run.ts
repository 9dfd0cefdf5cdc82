import { spawn } from "node:child_process";
import process from "node:process";
import { ROOT } from "./paths.ts";

/** What a program did. */
export interface Ran {
  /** Its exit status; 124 when it was stopped for taking too long. */
  readonly status: number;
  /** What it wrote, standard output and standard error in order. */
  readonly output: string;
}

/** No step takes longer than this. */
const LIMIT_MS = 10 * 60_000;

/** Runs a program in the repository, or in `cwd`, and keeps what it writes. */
export function run(
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      // On Windows npm and npx are scripts, which need a shell.
      shell: process.platform === "win32" && /^np[mx]$/.test(program),
      cwd: options.cwd ?? ROOT,
      env: { ...process.env, NO_COLOR: "1", ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const keep = (chunk: Uint8Array) => void (output += chunk);
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    // What it started may live on and hold its output open: that is not waited for.
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      resolve({ status: 124, output: `${output}\nStopped after ${LIMIT_MS / 60_000} minutes\n` });
    }, LIMIT_MS);
    child.on("error", reject);
    child.on("close", (status) => {
      clearTimeout(timer);
      resolve({ status: status ?? 1, output });
    });
  });
}
