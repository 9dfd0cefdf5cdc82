import { spawnSync } from "node:child_process";
import process from "node:process";

/** Formats text as `deno fmt` does. */
export function formatText(text: string, extension: string): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["fmt", "--ext", extension, "-"],
    { input: text, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`Formatting ${extension} failed:\n${stderr}`);
  return stdout;
}
